import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { givenFlags } from '../../src/cli/given-flags.ts';
import { Refusal } from '../../src/problem/problem.ts';

test.each([
  ['plain', 'plain'],
  ['one line\n', 'one line'],
  ['of Windows\r\n', 'of Windows'],
  ['two\nlines\n\n', 'two\nlines\n'],
])('a flag of a file that holds %j is as `up` and AWS have it', (kept, value) => {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-flags-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'value'), kept);
  expect(givenFlags(['HIDDEN=@value'], folder)).toEqual([['HIDDEN', value]]);
});

test('all flags that cannot be read are named at once', () => {
  const read = () => givenFlags(['A=@no-such-file', 'B', 'C=@another', 'D=@secret:!'], '/');
  expect(read).toThrow(Refusal);
  expect(read).toThrow(
    /--flag A: \/no-such-file cannot be read[\s\S]*--flag B has no value[\s\S]*--flag C: \/another cannot[\s\S]*--flag D/,
  );
});
