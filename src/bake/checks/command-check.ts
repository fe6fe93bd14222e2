import type { Expectation } from '../../catalog/checks/check.ts';
import type { CheckedMachine, Shortfall } from './checked-machine.ts';
import { textShortfall } from './text-match.ts';

const PATIENCE_SECONDS = 60;
/** Of timeout(1). */
const TOOK_TOO_LONG = 124;

/** The same whoever logs in; what sshd gives depends on how it was built. */
const ENVIRONMENT = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LANG=C.UTF-8'];

/** Runs the program without a shell, as root, in `/`. */
export async function commandShortfall(
  machine: CheckedMachine,
  { argv, exit, output }: Extract<Expectation, { kind: 'command' }>,
): Promise<Shortfall> {
  const limit = ['timeout', '--kill-after=5', String(PATIENCE_SECONDS)];
  const whole = ['env', '--ignore-environment', '--chdir=/', ...ENVIRONMENT, ...limit, ...argv] as const;
  const { code, stdout, stderr } = await machine.run(whole as readonly [string, ...string[]]);
  if (code === exit) return textShortfall('its output', stdout, output);
  if (code === TOOK_TOO_LONG) return `did not end within ${PATIENCE_SECONDS} s`;
  const words = stderr.trim().split('\n').slice(-3).join(' / ');
  return `must end with ${exit}, but ends with ${code}${words === '' ? '' : `: ${words}`}`;
}
