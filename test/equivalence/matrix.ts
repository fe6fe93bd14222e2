import { testMachines } from '../fixtures/test-machines.ts';
import type { Case } from './case.ts';
import { type Examined, examine } from './examine.ts';
import { groupsOf } from './group.ts';
import { secondsText } from './stopwatch.ts';

/** Examines all these cases, group after group: two machines keep two cores busy. `say` hears how long each took. */
export async function runMatrix(cases: readonly Case[], say: (text: string) => void): Promise<Examined[]> {
  await using area = await testMachines();
  const all: Examined[] = [];
  for (const group of groupsOf(cases)) {
    const examined = await examine(area, group);
    const { compared, made, seconds } = examined;
    const counts = `${group.cases.length} cases, ${made.length} things made, ${compared} compared`;
    say(`${group.name}: ${counts}; ${secondsText(seconds)}`);
    all.push(examined);
  }
  return all;
}
