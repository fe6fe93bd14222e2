import { Client, type ConnectConfig } from 'ssh2';
import { Refusal } from '../problem/problem.ts';
import { SshConnection } from './connection.ts';
import { fingerprint, publicKeyBytes } from './keys.ts';

/** A machine to reach, and the one host key that it may have. */
export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `ssh-ed25519 AAAA...`: any other key ends the connection before we send anything of ours. */
  readonly hostKey: string;
  /** OpenSSH form. */
  readonly privateKey: string;
}

/** Patience, in milliseconds. */
export interface SshOptions {
  /** Until the connection is authenticated. Default 15 s. */
  readonly connectTimeoutMs?: number;
  /** Between signs of life; after three without an answer the peer is dead. Default 5 s. */
  readonly keepaliveMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Connects and authenticates. Refuses with `host-key-mismatch`, `ssh-refused` (the key of ours is not
 * accepted) or `ssh-failed` (nothing answers, or not in time).
 */
export async function connect(target: SshTarget, options: SshOptions = {}): Promise<SshConnection> {
  options.signal?.throwIfAborted();
  const client = new Client();
  const pin = pinnedKey(target);
  try {
    await ready(client, { ...configOf(target, options), hostVerifier: pin.verify }, options.signal);
  } catch (error) {
    client.destroy();
    options.signal?.throwIfAborted();
    throw pin.mismatch() ?? connectFailure(target, error as Error & { level?: string });
  }
  return new SshConnection(client, `${target.user}@${target.host}:${target.port}`);
}

function configOf(target: SshTarget, options: SshOptions): ConnectConfig {
  return {
    host: target.host,
    port: target.port,
    username: target.user,
    privateKey: target.privateKey,
    authHandler: ['publickey'],
    algorithms: { serverHostKey: ['ssh-ed25519'] },
    readyTimeout: options.connectTimeoutMs ?? 15_000,
    keepaliveInterval: options.keepaliveMs ?? 5_000,
    keepaliveCountMax: 3,
  };
}

function pinnedKey(target: SshTarget): { verify: (key: Buffer) => boolean; mismatch: () => Refusal | undefined } {
  const expected = publicKeyBytes(target.hostKey);
  let offered: Buffer | undefined;
  const verify = (key: Buffer): boolean => {
    offered = key;
    return key.equals(expected);
  };
  const mismatch = () => (offered && !offered.equals(expected) ? wrongHostKey(target, expected, offered) : undefined);
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

function wrongHostKey(target: SshTarget, expected: Buffer, offered: Buffer): Refusal {
  const keys = `expected ${fingerprint(expected)}, got ${fingerprint(offered)}`;
  return new Refusal({
    code: 'host-key-mismatch',
    message: `${target.host}:${target.port} is not the machine we made: its host key is another (${keys})`,
    hint: 'something else answers at this address; nothing was sent to it',
  });
}

function connectFailure(target: SshTarget, error: Error & { level?: string }): Refusal {
  const refused = error.level === 'client-authentication';
  const message = refused ? `does not accept our key for ${target.user}` : `cannot be reached by ssh: ${error.message}`;
  const code = refused ? 'ssh-refused' : 'ssh-failed';
  return new Refusal({ code, message: `${target.host}:${target.port} ${message}` }, { cause: error });
}
