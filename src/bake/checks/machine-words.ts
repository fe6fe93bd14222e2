import { Refusal } from '../../problem/problem.ts';
import type { Argv, SshConnection } from '../../ssh/connection.ts';
import type { BakeCheck } from './run-checks.ts';

/** What a machine that does not pass is asked for, for whoever has to find out why. */
export interface Asked {
  /** The checks that it does not pass, and all that it was held to. */
  readonly failed: readonly BakeCheck[];
  readonly checks: readonly BakeCheck[];
  /** Files of which the end is wanted. */
  readonly logs: readonly string[];
}

/** What the machine says of its units and in its logs, as text; without what cannot be asked any more. */
export async function machineWords(ssh: Pick<SshConnection, 'run'>, asked: Asked): Promise<string> {
  let text = '';
  try {
    for (const argv of questions(asked)) {
      const { stdout, stderr } = await ssh.run(argv, { timeoutMs: 10_000 });
      text += `$ ${argv.join(' ')}\n${stdout}${stderr}`;
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    text += `${error.message}\n`;
  }
  return text;
}

function questions({ failed, checks, logs }: Asked): Argv[] {
  const meant = unitsOf(failed);
  const units = meant.length > 0 ? meant : unitsOf(checks);
  return [
    ...units.map((unit): Argv => ['systemctl', 'status', '--no-pager', '--full', '--lines=40', '--', unit]),
    ['systemctl', 'list-units', '--failed', '--no-pager'],
    ['journalctl', '--boot', '--no-pager', '--priority=warning', '--lines=100'],
    ...logs.map((path): Argv => ['tail', '--lines=40', '--', path]),
  ];
}

const unitsOf = (checks: readonly BakeCheck[]): string[] => [
  ...new Set(checks.flatMap(({ expects }) => (expects.kind === 'unit' ? [expects.unit] : []))),
];
