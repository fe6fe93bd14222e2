import type { Expectation } from '../../catalog/checks/check.ts';
import { unreachable } from '../../problem/unreachable.ts';
import type { CheckedMachine, Shortfall } from './checked-machine.ts';
import { commandShortfall } from './command-check.ts';
import { fileShortfall } from './file-check.ts';
import { httpShortfall } from './http-check.ts';
import { portShortfall } from './port-check.ts';
import { unitShortfall } from './unit-check.ts';

/** Looks at the machine once. Throws an `ssh-failed` Refusal if it cannot be asked. */
export function shortfallOf(machine: CheckedMachine, expects: Expectation): Promise<Shortfall> {
  switch (expects.kind) {
    case 'package':
      return packageShortfall(machine, expects.name);
    case 'unit':
      return unitShortfall(machine, expects);
    case 'file':
      return fileShortfall(machine, expects);
    case 'port':
      return portShortfall(machine, expects);
    case 'http':
      return httpShortfall(machine, expects);
    case 'command':
      return commandShortfall(machine, expects);
    default:
      return unreachable(expects);
  }
}

async function packageShortfall(machine: CheckedMachine, name: string): Promise<Shortfall> {
  const { stdout } = await machine.run(['dpkg-query', '--status', '--', name]);
  return /^Status: .* installed$/m.test(stdout) ? undefined : 'is not installed';
}
