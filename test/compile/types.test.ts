import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readType, type TypeDeclaration } from '../../src/catalog/types/declared-type.ts';
import type { Value } from '../../src/catalog/types/value.ts';
import { valueErrors } from '../../src/catalog/types/values.ts';
import { treeOf } from '../../src/compile/compile.ts';
import { lint } from '../checkers/checkers.ts';
import { SEED, sample } from '../encode/strings.ts';
import { typeCases } from './random-types.ts';
import { compiled, type TypeCase, verdicts } from './types.ts';

interface Row extends TypeCase {
  readonly right: boolean;
}

/** Each declaration of cases/types.txt with the values below it: `+` those that it takes, `-` those that it refuses. */
function rows(): Row[] {
  const blocks = readFileSync(join(import.meta.dirname, 'cases/types.txt'), 'utf8').split(/^(?=\{)/m);
  return blocks.flatMap((block) => {
    const [head = '', ...lines] = block.trimEnd().split('\n');
    const values = lines.map((line) => ({ right: line.startsWith('+'), value: parse(line.slice(2)) as Value }));
    const good = values.find(({ right }) => right)?.value ?? null;
    return values.map((one) => ({ ...one, good, declared: parse(head) as TypeDeclaration }));
  });
}

const said = (taken: boolean): string => (taken ? 'takes' : 'refuses');

/** The verdict of each on each case must be the expected one, and a refusal must be about the value. */
async function expectVerdicts(cases: readonly Row[], seed = ''): Promise<void> {
  const tools = await verdicts(cases);
  for (const [index, { declared, value, right }] of cases.entries()) {
    const about = `${seed}${JSON.stringify(value)} for ${JSON.stringify(declared)}`;
    const [puppet, chef] = [tools.puppet[index], tools.chef[index]];
    const compiler = valueErrors(value, readType(declared)).length === 0;
    const verdict = `compiler ${said(compiler)}, Puppet ${said(puppet === null)}, Chef ${said(chef === null)} ${about}`;
    const all = `compiler ${said(right)}, Puppet ${said(right)}, Chef ${said(right)} ${about}`;
    expect(verdict, `${puppet}\n${chef}`).toBe(all);
    if (!right) expect(puppet, about).toMatch(/parameter 'x'/);
    if (!right) expect(chef, about).toMatch(/^Chef::Exceptions::ValidationFailed: /);
  }
}

test('the compiler, Puppet and Chef take and refuse the same values', async () => {
  await expectVerdicts(rows());
}, 300_000);

test('so they do for types and values at random', async () => {
  const cases = sample(typeCases).flat();
  expect(new Set(cases.map(({ right }) => right)).size).toBe(2);
  await expectVerdicts(cases, `ROLEBAKE_SEED=${SEED} `);
}, 300_000);

test.each(['puppet', 'chef'] as const)(
  'what types at random compile to is clean for the checkers of %s',
  async (target) => {
    const cases = sample(typeCases, 40).flatMap((all) => all.slice(0, 1));
    expect(await lint(treeOf(compiled(cases), target), target), `ROLEBAKE_SEED=${SEED}`).toEqual([]);
  },
  300_000,
);
