import { Refusal } from '../problem/problem.ts';
import type { SshConnection } from '../ssh/connection.ts';

const TIMER = 'rolebake-life.timer';
const SERVICE = 'rolebake-life.service';

/** A timer renewed so often before it would run out does not end a machine for one lost packet. */
const RENEWALS_A_LIFE = 6;

/** The unit that a machine with a limited life starts when it boots. */
export const LIFE_UNIT = TIMER;

/**
 * The systemd units, by name, that end a machine which nobody has renewed for so long. They belong in the machine's
 * /run/systemd/system, so that no image holds them. The disk of such a machine is thrown away: it ends at once.
 */
export const lifeUnits = (seconds: number): Readonly<Record<string, string>> => ({
  [TIMER]: `[Unit]
Description=Life of a machine that is for a bake alone
StartLimitIntervalSec=0
[Timer]
OnActiveSec=${seconds}
AccuracySec=1s
`,
  [SERVICE]: `[Unit]
Description=End of a machine that nobody works with
SuccessAction=poweroff-force
[Service]
Type=oneshot
ExecStart=/bin/true
`,
});

/** Renews the life of a machine over this connection, at once and until it is disposed of. */
export function keepAlive(ssh: Pick<SshConnection, 'run'>, lifeSeconds: number): Disposable {
  // A connection that was cut is seen by whoever works with it.
  const renew = () => void ssh.run(['systemctl', 'restart', '--no-block', TIMER]).catch(() => undefined);
  renew();
  const timer = setInterval(renew, (lifeSeconds / RENEWALS_A_LIFE) * 1_000).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

const UNITS = '/run/systemd/system';

/** From now on the machine lives so long and then ends itself, whatever it was launched with; until it boots again. */
export async function liveFor(ssh: Pick<SshConnection, 'run'>, seconds: number): Promise<void> {
  const isTimed = (await ssh.run(['systemctl', 'cat', TIMER])).code === 0;
  // What the machine was launched with may be read-only.
  const changed = { [`${TIMER}.d/life.conf`]: `[Timer]\nOnActiveSec=\nOnActiveSec=${seconds}\n` };
  for (const [name, text] of Object.entries(isTimed ? changed : lifeUnits(seconds)))
    await ssh.run(['install', '-D', '-m', '0644', '/dev/stdin', `${UNITS}/${name}`], { input: text });
  await ssh.run(['systemctl', 'daemon-reload']);
  const { code, stderr } = await ssh.run(['systemctl', 'restart', TIMER]);
  if (code !== 0) throw new Refusal({ code: 'ssh-failed', message: `${TIMER} does not start: ${stderr.trim()}` });
}

/** From now on the machine does not end itself. */
export const liveOn = async (ssh: Pick<SshConnection, 'run'>): Promise<void> =>
  void (await ssh.run(['systemctl', 'stop', TIMER]));
