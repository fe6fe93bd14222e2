import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Buckets } from './buckets.ts';
import { AwsError } from './protocol/aws-error.ts';
import { isSignedWith } from './protocol/signature.ts';
import type { LoggedRequest } from './request-log.ts';
import { ec2 } from './services/ec2.ts';
import { elbv2 } from './services/elbv2.ts';
import { route53 } from './services/route53.ts';
import { secretsManager } from './services/secrets-manager.ts';
import type { Service, ServiceRequest } from './services/service.ts';
import { ssm } from './services/ssm.ts';
import { sts } from './services/sts.ts';
import { type Caller, keysOf, roleWithKey } from './state/callers.ts';
import type { Cloud } from './state/cloud.ts';

/** The services by the name that a request is signed for. */
const SERVICES: Readonly<Record<string, Service>> = {
  ...{ ec2, ssm, sts, route53 },
  elasticloadbalancing: elbv2,
  secretsmanager: secretsManager,
};

/** What the server has seen. */
export interface Seen {
  readonly requests: LoggedRequest[];
  /** Requests that are being answered. */
  inFlight: number;
  /** The largest number of connections at once. */
  mostSockets: number;
}

/**
 * Answers requests to any service and region of an account; each is signed for one. Of signatures, those with the keys of a
 * role are checked.
 */
export function awsServer(cloud: Cloud, seen: Seen): Server {
  const buckets = new Buckets();
  let requestCount = 0;
  const counts = new Map<string, number>();
  const sockets = new Set<unknown>();
  const server = createServer((message, response) => {
    seen.inFlight += 1;
    requestCount += 1;
    const requestId = `00000000-0000-4000-8000-${requestCount.toString(16).padStart(12, '0')}`;
    void exchange(message, response, requestId).finally(() => {
      seen.inFlight -= 1;
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    seen.mostSockets = Math.max(seen.mostSockets, sockets.size);
  });
  return server;

  async function exchange(message: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const { service: name, region } = scopeOf(message);
    const service = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
    if (!service) return void response.writeHead(404).end(`no service ${name}`);
    const body = await bodyOf(message);
    const { action, params } = service.read(message.headers as Record<string, string>, body, targetOf(message));
    const count = (counts.get(action) ?? 0) + 1;
    counts.set(action, count);
    const losesReply = cloud.faults.losesReply({ action, region, count });
    const outcome = await answer(service, message, body, { region, action, params }).catch(asAwsError);
    const failed = outcome instanceof AwsError;
    seen.requests.push({
      ...{ service: name, action, region, params: params.plain('Action', 'Version') },
      ...(failed ? { error: outcome.code } : {}),
      ...(losesReply ? { replyLost: true } : {}),
    });
    if (losesReply) return void message.socket.destroy();
    const text = failed ? service.writeError(outcome, requestId) : service.write(action, requestId, outcome);
    const headers = { 'content-type': service.contentType, 'x-amzn-requestid': requestId };
    response.writeHead(failed ? outcome.status : 200, headers).end(text);
  }

  async function answer(
    service: Service,
    { headers }: IncomingMessage,
    body: string,
    request: Omit<ServiceRequest, 'caller'>,
  ) {
    const caller = callerOf(cloud, headers, body);
    if (cloud.faults.throttle) buckets.take(service, request, cloud.clock.now());
    return service.answer(cloud, { ...request, caller });
  }
}

const targetOf = ({ method = 'GET', url = '/' }: IncomingMessage) => ({ method, url: new URL(url, 'http://aws') });

/** Region and service of a request's signature: `Credential=KEY/DATE/REGION/SERVICE/aws4_request`. */
function scopeOf({ headers }: IncomingMessage): { region: string; service: string } {
  const [, region = '', service = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  return { region, service };
}

/** A key of a role must come with the role's token, and the request must be signed with its secret. */
function callerOf(cloud: Cloud, headers: IncomingHttpHeaders, body: string): Caller {
  const [, accessKey = ''] = /Credential=([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const role = roleWithKey(cloud, accessKey);
  if (role === undefined) {
    if (!accessKey.startsWith('ASIA')) return { kind: 'user' };
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  const { SecretAccessKey, Token } = keysOf(role);
  if (headers['x-amz-security-token'] !== Token)
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (isSignedWith(SecretAccessKey, headers, body)) return { kind: 'role', role };
  const words = 'The request signature we calculated does not match the signature you provided.';
  throw new AwsError('InvalidSignatureException', words);
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  return new AwsError('InternalError', error instanceof Error ? (error.stack ?? error.message) : String(error), 500);
}
