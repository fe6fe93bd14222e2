import type { Expectation } from '../../catalog/checks/check.ts';
import type { CheckedMachine, Shortfall } from './checked-machine.ts';
import { textShortfall } from './text-match.ts';

/** A link is followed, as InSpec does. */
export async function fileShortfall(
  machine: CheckedMachine,
  { path, content, ...wanted }: Extract<Expectation, { kind: 'file' }>,
): Promise<Shortfall> {
  const stat = await machine.run(['stat', '--dereference', '--format=%U %G %a', '--', path]);
  if (stat.code !== 0) return `there is none: ${stat.stderr.trim()}`;
  const [owner, group, mode = ''] = stat.stdout.trim().split(' ');
  const found = { owner, group, mode: mode.padStart(4, '0') };
  for (const key of ['owner', 'group', 'mode'] as const) {
    const wish = wanted[key];
    if (wish !== undefined && wish !== found[key]) return `its ${key} must be ${wish}, but is ${found[key]}`;
  }
  if (content === undefined) return undefined;
  const { code, stdout, stderr } = await machine.run(['cat', '--', path]);
  return code === 0 ? textShortfall('its content', stdout, content) : `cannot be read: ${stderr.trim()}`;
}
