import { Refusal } from '../../problem/problem.ts';
import type { Argv, SshConnection } from '../../ssh/connection.ts';

/** In /run, so that no image holds it. */
const UNIT = '/run/systemd/system/rolebake-forget.service';

/** What a baker needs until the machine stops goes when it does: another baker may have to log in until then. */
const FORGET = `[Unit]
Description=Keys of the bake are forgotten when the machine stops
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true
ExecStop=/bin/sh -c 'rm -rf /root/.ssh /etc/ssh/ssh_host_* /var/lib/systemd/random-seed'
`;

const START = [
  ...['sh', '-euc', 'systemctl daemon-reload; systemctl start rolebake-forget; systemctl stop systemd-random-seed'],
] as const satisfies Argv; // biome-ignore format: a command

/** From now on the machine forgets its keys when it stops. May be done twice. */
export async function forgetKeysAtStop(ssh: SshConnection): Promise<void> {
  await ssh.upload(FORGET, UNIT, 0o644);
  const { code, stderr } = await ssh.run(START);
  if (code !== 0) throw new Refusal({ code: 'command-failed', message: `${START[2]}: ${stderr.trim()}` });
}
