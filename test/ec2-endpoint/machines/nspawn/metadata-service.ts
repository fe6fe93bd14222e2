import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Metadata } from './metadata.ts';

/** The instance that a request comes from, by its address. */
export interface Caller {
  readonly metadata: Metadata;
  /** Whether it must show a token: version 2 of the service alone. */
  readonly needsToken: boolean;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * The instance metadata service: a PUT gives a token for so long, a GET shows it. Each caller sees its own instance
 * alone; one that is no instance sees nothing.
 */
export function metadataService(callerAt: (address: string) => Caller | undefined): Server {
  const tokens = new Map<string, { readonly address: string; readonly until: number }>();
  return createServer((request, response) => {
    const address = request.socket.remoteAddress ?? '';
    const caller = callerAt(address);
    const { status, text } = caller ? answer(request, caller, address) : { status: 404, text: '' };
    response.writeHead(status, { 'content-type': 'text/plain', server: 'EC2ws' }).end(Buffer.from(text, 'latin1'));
  });

  function answer(request: IncomingMessage, { metadata, needsToken }: Caller, address: string): Answer {
    const [version = '', ...path] = (request.url ?? '').split('/').slice(1);
    if (request.method === 'PUT') return request.url === '/latest/api/token' ? newToken(request, address) : NOT_THERE;
    const shown = request.headers['x-aws-ec2-metadata-token'];
    if (!(shown === undefined ? !needsToken : isValid(String(shown), address))) return UNAUTHORIZED;
    return /^(latest|\d{4}-\d{2}-\d{2})$/.test(version) ? look(metadata, path) : NOT_THERE;
  }

  function isValid(shown: string, address: string): boolean {
    const token = tokens.get(shown);
    return token !== undefined && token.address === address && token.until > Date.now();
  }

  function newToken(request: IncomingMessage, address: string): Answer {
    const seconds = Number(request.headers['x-aws-ec2-metadata-token-ttl-seconds']);
    if (!(seconds >= 1 && seconds <= 21_600)) return { status: 400, text: 'Bad Request' };
    const token = randomBytes(40).toString('base64');
    tokens.set(token, { address, until: Date.now() + seconds * 1_000 });
    return { status: 200, text: token };
  }
}

const NOT_THERE: Answer = { status: 404, text: '' };
const UNAUTHORIZED: Answer = { status: 401, text: 'Unauthorized' };

/** A file's text, or a folder's names: those of folders end in `/`. */
function look(metadata: Metadata, path: readonly string[]): Answer {
  let here: Metadata | undefined = metadata;
  for (const name of path.filter(Boolean)) {
    here = typeof here === 'object' && Object.hasOwn(here, name) ? here[name] : undefined;
    if (here === undefined) return NOT_THERE;
  }
  if (typeof here === 'string') return { status: 200, text: here };
  const names = Object.entries(here ?? {}).map(([name, below]) => (typeof below === 'object' ? `${name}/` : name));
  return { status: 200, text: names.join('\n') };
}
