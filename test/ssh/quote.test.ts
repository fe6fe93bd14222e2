import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteArgv } from '../../src/ssh/quote.ts';

const asTheShellSeesIt = (argv: readonly string[]) => {
  const line = quoteArgv(['printf', '%s\\0', ...argv]);
  return execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1);
};

test('a real sh gets every argument as it was', () => {
  const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
  const hostile = fc.constantFrom('', "'", "'\\''", '$(id)', '`id`', '-rf', '\n', '*', '~', '!', '\\', '"', ';&|<>#');
  const argv = fc.array(fc.oneof(text, hostile), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(argv, (values) => {
      expect(asTheShellSeesIt(values)).toEqual(values);
    }),
    { numRuns: 300 },
  );
});

test('a NUL is refused, since no program can get one', () => {
  expect(() => quoteArgv(['echo', 'a\0b'])).toThrow('NUL');
});
