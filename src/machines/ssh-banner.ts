import { connect } from 'node:net';

const SSH_PORT = 22;

/** Whether sshd greets at an address: cheaper than a login, and quiet in the machine's log. */
export function greetsWithSsh(address: string, timeoutMs = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: SSH_PORT, timeout: timeoutMs });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (banner) => finish(banner.toString('latin1').startsWith('SSH-')));
    for (const end of ['error', 'timeout', 'close']) socket.once(end, () => finish(false));
  });
}
