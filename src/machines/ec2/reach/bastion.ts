import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'ssh2';
import { Refusal } from '../../../problem/problem.ts';
import { unreachable } from '../../../problem/unreachable.ts';
import { type LoggedIn, type LoginFailure, openClient, type SshOptions } from '../../../ssh/client.ts';
import { type BastionPlace, bastionServer } from './bastion-server.ts';

/** How patient one is with a bastion, in milliseconds. */
export interface BastionPatience extends Pick<SshOptions, 'connectTimeoutMs' | 'keepaliveMs'> {
  /** One that was reached before may be away for so long, as when it boots. Default a minute. */
  readonly awayMs?: number;
  /** Until a machine has taken a connection, or refused it. Default 10 s. */
  readonly throughMs?: number;
}

const AWAY_MS = 60_000;
const PAUSE_MS = 1_000;
const THROUGH_MS = 10_000;
const CLOSED = 'the connection to the bastion was closed';
/** Until a bastion that does not take its leave is left. */
const PATIENCE_MS = 1_000;

/**
 * The host that machines are reached through: one connection for all of them, made when it is first needed, and anew when
 * it was lost.
 */
export class Bastion implements AsyncDisposable {
  readonly #place: BastionPlace;
  readonly #patience: BastionPatience;
  #login: Promise<LoggedIn> | undefined;
  #wasOpen = false;
  #isClosed = false;

  constructor(place: BastionPlace, patience: BastionPatience = {}) {
    this.#place = place;
    this.#patience = patience;
  }

  /**
   * Sees to it that the bastion can be logged in to. Refuses with `ssh-failed`, `ssh-refused`, `host-key-mismatch`, or as
   * its settings are wrong.
   */
  async ready(): Promise<void> {
    await this.#connected();
  }

  /** A connection to a machine as the bastion makes it; refuses with `ssh-failed` too where there is none. */
  async dial(host: string, port: number): Promise<Duplex> {
    const answer = await this.tryDial(host, port);
    if (!(answer instanceof Error)) return answer;
    const message = `${host}:${port} cannot be reached through the bastion ${nameOf(this.#place)}: ${answer.message}`;
    throw new Refusal({ code: 'ssh-failed', message }, { cause: answer });
  }

  /** The same, but gives the error where it is only the machine that does not answer. */
  async tryDial(host: string, port: number): Promise<Duplex | Error> {
    const { client } = await this.#connected();
    try {
      return await through(client, host, port, this.#patience.throughMs ?? THROUGH_MS);
    } catch (error) {
      if (!isForbidden(error)) return error as Error;
      throw new Refusal(
        {
          code: 'ssh-refused',
          message: `the bastion ${nameOf(this.#place)} forwards no connection to ${host}:${port}`,
          hint: 'AllowTcpForwarding and PermitOpen in its sshd_config, and restrict in its authorized_keys, forbid it',
        },
        { cause: error },
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const login = await this.#login?.catch(() => undefined);
    await login?.close(PATIENCE_MS);
  }

  /** A failure is forgotten: whoever comes next tries again. One that was left is not gone back to. */
  async #connected(): Promise<LoggedIn> {
    if (this.#isClosed) throw refusalOf(this.#place, { kind: 'unreachable', error: new Error(CLOSED) });
    this.#login ??= this.#open().then(
      (login) => {
        const forget = () => {
          this.#login = undefined;
        };
        // Each connection that is being made listens.
        login.client
          .setMaxListeners(0)
          .once('close', forget)
          .on('error', () => undefined);
        this.#wasOpen = true;
        return login;
      },
      (error: unknown) => {
        this.#login = undefined;
        throw error;
      },
    );
    return this.#login;
  }

  async #open(): Promise<LoggedIn> {
    const until = performance.now() + (this.#wasOpen ? (this.#patience.awayMs ?? AWAY_MS) : 0);
    for (;;) {
      try {
        const server = await bastionServer(this.#place);
        return await openClient(server, this.#patience, (failure) => refusalOf(this.#place, failure));
      } catch (error) {
        if (this.#isClosed || performance.now() >= until || !isAway(error)) throw error;
        await sleep(PAUSE_MS);
      }
    }
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof Refusal && error.problems.every(({ code }) => code === 'ssh-failed');

const nameOf = ({ user, host, port }: BastionPlace): string => `${user}@${host}:${port}`;

/** How ssh's protocol says that a connection is against the rules (RFC 4254, 5.1). */
const FORBIDDEN = 1;

const isForbidden = (error: unknown): boolean =>
  error instanceof Error && 'reason' in error && error.reason === FORBIDDEN;

function through(client: Client, host: string, port: number, patienceMs: number): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  let isOver = false;
  const settle = (act: () => void) => {
    isOver = true;
    clearTimeout(patience);
    client.off('close', onClose);
    act();
  };
  const onClose = () => settle(() => reject(new Error(CLOSED)));
  const giveUp = () => settle(() => reject(new Error(`no answer within ${patienceMs / 1_000} s`)));
  const patience = setTimeout(giveUp, patienceMs);
  client.once('close', onClose);
  try {
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      if (isOver) channel?.destroy();
      else settle(() => (error ? reject(error) : resolve(channel)));
    });
  } catch {
    // It is being closed.
    onClose();
  }
  return promise;
}

function refusalOf(place: BastionPlace, failure: LoginFailure): Refusal {
  const name = nameOf(place);
  switch (failure.kind) {
    case 'host-key':
      return new Refusal({
        code: 'host-key-mismatch',
        message: `${name} is not the bastion: its host key is another (${failure.keys})`,
        hint: 'nothing was sent to it; if its key was changed, host_key or known_hosts of ec2.connect.bastion must be too',
      });
    case 'refused':
      return new Refusal(
        {
          code: 'ssh-refused',
          message: `the bastion ${name} does not accept ${place.key ?? 'a key of the ssh agent'}: ${failure.error.message}`,
          hint: `ssh-copy-id -p ${place.port} ${place.user}@${place.host}`,
        },
        { cause: failure.error },
      );
    case 'unreachable':
      return new Refusal(
        {
          code: 'ssh-failed',
          message: `the bastion ${name} cannot be reached: ${failure.error.message}`,
          hint: `ssh -p ${place.port} ${place.user}@${place.host} true`,
        },
        { cause: failure.error },
      );
    default:
      return unreachable(failure);
  }
}
