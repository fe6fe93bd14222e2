import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

const SSH_PORT = 22;

/** Whether sshd greets at an address: cheaper than a login, and quiet in the machine's log. */
export const greetsWithSsh = (address: string, timeoutMs = 1_000): Promise<boolean> =>
  greetsOn(connect({ host: address, port: SSH_PORT }), timeoutMs);

/** Whether sshd greets on a stream, which is closed then. */
export function greetsOn(stream: Duplex, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (answer: boolean) => {
      clearTimeout(patience);
      stream.destroy();
      resolve(answer);
    };
    const patience = setTimeout(() => finish(false), timeoutMs);
    stream.once('data', (banner: Buffer) => finish(banner.toString('latin1').startsWith('SSH-')));
    stream.on('error', () => finish(false)).once('close', () => finish(false));
  });
}
