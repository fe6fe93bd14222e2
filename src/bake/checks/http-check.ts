import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { rootCertificates, connect as tlsConnect } from 'node:tls';
import type { Expectation } from '../../catalog/checks/check.ts';
import { Refusal } from '../../problem/problem.ts';
import type { CheckedMachine, Shortfall } from './checked-machine.ts';
import { textShortfall } from './text-match.ts';

const PATIENCE_MS = 10_000;
const MOST_BYTES = 4 * 2 ** 20;

/** Asks through the machine's own network, so that its loopback addresses and its names mean what they mean there. */
export async function httpShortfall(
  machine: CheckedMachine,
  { url, status, body }: Extract<Expectation, { kind: 'http' }>,
): Promise<Shortfall> {
  try {
    const answer = await ask(machine, new URL(url));
    if (answer.status !== status) return `must answer ${status}, but answers ${answer.status}`;
    return textShortfall('the body', answer.body, body);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return `does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function ask(machine: CheckedMachine, url: URL): Promise<{ status: number | undefined; body: string }> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isTls = url.protocol === 'https:';
  const plain = await machine.forward(host, url.port === '' ? (isTls ? 443 : 80) : Number(url.port));
  const stream = isTls ? secured(plain, host, await certificatesOf(machine)) : plain;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const options = { createConnection: () => stream, signal, headers: { host: url.host } };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const asked = (isTls ? httpsRequest : httpRequest)(url, options, resolve);
    asked.on('error', (error) => reject(signal.aborted ? new Error(`no answer in ${PATIENCE_MS / 1000} s`) : error));
    asked.end();
    const answer = await promise;
    return { status: answer.statusCode, body: await bodyOf(answer) };
  } finally {
    stream.destroy();
    plain.destroy();
  }
}

const secured = (socket: Duplex, host: string, ca: readonly string[]): Duplex =>
  tlsConnect({ socket, ca: [...ca], ...(isIP(host) ? { host } : { servername: host }) });

/** Whom the machine trusts, and the usual authorities. */
async function certificatesOf(machine: CheckedMachine): Promise<readonly string[]> {
  const { code, stdout } = await machine.run(['cat', '/etc/ssl/certs/ca-certificates.crt']);
  return code === 0 ? [...rootCertificates, stdout] : rootCertificates;
}

async function bodyOf(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece);
    size += piece.length;
    if (size > MOST_BYTES) throw new Error(`its body is larger than ${MOST_BYTES / 2 ** 20} MiB`);
  }
  return Buffer.concat(pieces).toString('utf8');
}
