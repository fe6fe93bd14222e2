import { Refusal } from '../problem/problem.ts';
import { unreachable } from '../problem/unreachable.ts';
import { type Dial, type LoginFailure, openClient, type SshOptions } from './client.ts';
import { SshConnection } from './connection.ts';
import { publicKeyBytes } from './keys.ts';

/** A machine to reach, and the one host key that it may have. */
export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `ssh-ed25519 AAAA...`: any other key ends the connection before we send anything of ours. */
  readonly hostKey: string;
  /** OpenSSH form. */
  readonly privateKey: string;
  /** The way there; default: a TCP connection to the address. */
  readonly dial?: Dial;
}

/**
 * Connects and authenticates. Refuses with `host-key-mismatch`, `ssh-refused` (the key of ours is not
 * accepted) or `ssh-failed` (nothing answers, or not in time), and as the way there does.
 */
export async function connect(target: SshTarget, options: SshOptions = {}): Promise<SshConnection> {
  const { hostKey, privateKey, ...server } = target;
  const whole = { ...server, hostKeys: [publicKeyBytes(hostKey)], login: { privateKey } };
  const login = await openClient(whole, options, (failure) => refusalOf(target, failure));
  return new SshConnection(login, `${target.user}@${target.host}:${target.port}`);
}

function refusalOf({ host, port, user }: SshTarget, failure: LoginFailure): Refusal {
  const peer = `${host}:${port}`;
  switch (failure.kind) {
    case 'host-key':
      return new Refusal({
        code: 'host-key-mismatch',
        message: `${peer} is not the machine we made: its host key is another (${failure.keys})`,
        hint: 'something else answers at this address; nothing was sent to it',
      });
    case 'refused':
      return new Refusal(
        { code: 'ssh-refused', message: `${peer} does not accept our key for ${user}` },
        { cause: failure.error },
      );
    case 'unreachable':
      return new Refusal(
        { code: 'ssh-failed', message: `${peer} cannot be reached by ssh: ${failure.error.message}` },
        { cause: failure.error },
      );
    default:
      return unreachable(failure);
  }
}
