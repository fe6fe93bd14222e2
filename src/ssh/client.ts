import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client, type ConnectConfig } from 'ssh2';
import type { Refusal } from '../problem/problem.ts';
import { fingerprint, type HostKey, keyType } from './keys.ts';

/** A stream to a server, in place of a TCP connection of ours. */
export type Dial = () => Promise<Duplex>;

/** A server to log in to. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The host keys that it may have: any other one ends the connection before anything of ours is sent. */
  readonly hostKeys: readonly HostKey[];
  /** Our key in OpenSSH's form, or the socket of an agent. */
  readonly login: { readonly privateKey: string } | { readonly agent: string };
  readonly dial?: Dial;
}

/** Patience, in milliseconds. */
export interface SshOptions {
  /** Until the connection is authenticated. Default 15 s. */
  readonly connectTimeoutMs?: number;
  /** Between signs of life; after three without an answer the peer is dead. Default 5 s. */
  readonly keepaliveMs?: number;
  readonly signal?: AbortSignal;
}

/** Why nobody is logged in. */
export type LoginFailure =
  /** Another host key was offered. */
  | { readonly kind: 'host-key'; readonly keys: string }
  /** Our key is not taken. */
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'unreachable'; readonly error: Error };

/** A client that is logged in. */
export interface LoggedIn {
  readonly client: Client;
  /** Ends the connection; a peer that does not do its part is waited for so long. */
  close(patienceMs: number): Promise<void>;
}

/** Connects and authenticates, or throws the Refusal that is made of the failure. */
export async function openClient(
  server: Server,
  options: SshOptions,
  refusalOf: (failure: LoginFailure) => Refusal,
): Promise<LoggedIn> {
  options.signal?.throwIfAborted();
  const { host, port, dial } = server;
  const sock = dial ? await dialled(dial, options.signal) : connect({ host, port });
  const client = new Client();
  const pin = pinned(server.hostKeys);
  try {
    await ready(client, { ...configOf(server, options), sock, hostVerifier: pin.verify }, options.signal);
    return { client, close: leaving(client, sock) };
  } catch (error) {
    client.destroy();
    sock.destroy();
    options.signal?.throwIfAborted();
    throw refusalOf(pin.mismatch() ?? failureOf(error as Error & { level?: string }));
  }
}

/** The client's own `destroy` does nothing once its end was said. */
function leaving(client: Client, sock: Duplex): LoggedIn['close'] {
  const left = Promise.withResolvers<void>();
  client.once('close', left.resolve);
  return async (patienceMs) => {
    const giveUp = () => {
      sock.destroy();
      // A stream through a bastion that is gone may say no more that it is closed.
      left.resolve();
    };
    const patience = setTimeout(giveUp, patienceMs);
    client.end();
    await left.promise;
    clearTimeout(patience);
  };
}

/** Whoever stops waiting for a stream has it closed when it is there. */
async function dialled(dial: Dial, signal: AbortSignal | undefined): Promise<Duplex> {
  const stopped = Promise.withResolvers<never>();
  const onAbort = () => stopped.reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const coming = dial();
  try {
    return await Promise.race([coming, stopped.promise]);
  } catch (error) {
    coming.then(
      (stream) => stream.on('error', () => undefined).destroy(),
      () => undefined,
    );
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

function configOf(server: Server, options: SshOptions): ConnectConfig {
  const { host, port, user: username, login } = server;
  const types = new Set(server.hostKeys.map(keyType));
  return {
    ...{ host, port, username, ...login },
    authHandler: ['agent' in login ? 'agent' : 'publickey'],
    algorithms: { serverHostKey: [...types].flatMap((type) => ALGORITHMS[type] ?? []) },
    readyTimeout: options.connectTimeoutMs ?? 15_000,
    keepaliveInterval: options.keepaliveMs ?? 5_000,
    keepaliveCountMax: 3,
  };
}

type Algorithm = 'ssh-ed25519' | 'ecdsa-sha2-nistp256' | 'ecdsa-sha2-nistp384' | 'ecdsa-sha2-nistp521' | RsaAlgorithm;
type RsaAlgorithm = 'rsa-sha2-512' | 'rsa-sha2-256';

/** How a server shows that it has a key, by the key's type. */
const ALGORITHMS: Readonly<Record<string, readonly Algorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/** Whether a host key is of a type that connections can be pinned to. */
export const canPin = (key: HostKey): boolean => keyType(key) in ALGORITHMS;

function pinned(expected: readonly HostKey[]) {
  let offered: Buffer | undefined;
  const isExpected = (key: Buffer) => expected.some((one) => key.equals(one));
  const verify = (key: Buffer): boolean => {
    offered = key;
    return isExpected(key);
  };
  const mismatch = (): LoginFailure | undefined => {
    if (!offered || isExpected(offered)) return undefined;
    const wanted = expected.map(fingerprint).join(' or ');
    return { kind: 'host-key', keys: `expected ${wanted}, got ${fingerprint(offered)}` };
  };
  return { verify, mismatch };
}

function ready(client: Client, config: ConnectConfig, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Error('aborted'));
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (act: () => void) => () => {
      signal?.removeEventListener('abort', onAbort);
      act();
    };
    client.once('ready', settle(resolve));
    client.on('error', (error) => settle(() => reject(error))());
    client.once(
      'close',
      settle(() => reject(new Error('the connection was closed'))),
    );
    client.connect(config);
  });
}

const failureOf = (error: Error & { level?: string }): LoginFailure =>
  error.level === 'client-authentication' || error.level === 'agent'
    ? { kind: 'refused', error }
    : { kind: 'unreachable', error };
