import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take half a minute or more, the longest first. */
const LONG = [
  ...['ec2/environments', 'ec2/bake-kill', 'chaos/kill', 'ec2/flags', 'release/up', 'equivalence/equivalence'],
  ...['ec2/bake', 'ec2/bastion', 'ec2/faults', 'ec2/front/conformance', 'release/taken-back', 'hostile/machines'],
  ...['docs/walk', 'cli/line', 'cli/packages', 'cli/tested-image', 'cli/reproduce', 'pins/bake', 'checkers/checkers'],
  ...['consumers/consumers', 'clones/publish', 'clones/guarded', 'clones/servers', 'bake/remote-seal', 'ledger/flips'],
].map((name) => join(import.meta.dirname, `${name}.test.ts`));

const rank = ({ moduleId }: TestSpecification): number => {
  const place = LONG.indexOf(moduleId);
  return place < 0 ? LONG.length : place;
};

/** The order in which workers take the test files: whatever began last and took minutes would end alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const missing = LONG.filter((file) => !existsSync(file));
    if (missing.length > 0) throw new Error(`there is no ${missing.join(', ')}`);
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
