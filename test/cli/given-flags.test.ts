import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { givenFlags } from '../../src/cli/given-flags.ts';

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
