import { beforeAll, describe, expect, test } from 'vitest';
import { readCases } from './case.ts';
import type { Examined } from './examine.ts';
import { findingText } from './finding.ts';
import { runMatrix } from './matrix.ts';

const cases = readCases();

describe('Puppet and Chef make the same machine', () => {
  let examined: Examined[] = [];
  beforeAll(async () => {
    examined = await runMatrix(cases, (text) => process.stdout.write(`${text}\n`));
  }, 900_000);

  const findings = (name: string | undefined) =>
    examined.flatMap((one) => one.findings.filter((finding) => finding.case === name).map(findingText));

  test.each(cases)('$name: $summary', ({ name }) => {
    expect(findings(name)).toEqual([]);
  });

  test('and differ in nothing that no case names', () => {
    expect(findings(undefined)).toEqual([]);
    expect(Math.min(...examined.map(({ compared }) => compared))).toBeGreaterThan(5_000);
  });
});
