import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { keptText } from '../../../src/machines/ec2/values/kept-text.ts';
import { VALUE_PROGRAM } from '../../../src/machines/ec2/values/value-program.ts';

/** What AWS keeps, the key that is asked for, and the value or what is wrong. */
const CASES: readonly (readonly [kept: string | undefined, key: string | undefined, text: string])[] = [
  ['plain', undefined, 'plain'],
  ['one line\n', undefined, 'one line'],
  ['of Windows\r\n', undefined, 'of Windows'],
  ['two\nlines\n\n', undefined, 'two\nlines\n'],
  ['', undefined, ''],
  ['{"a": "ü \\u00e4 \\n"}', 'a', 'ü ä '],
  ['{"a": 5432, "b": true}', 'a', '5432'],
  ['{"a": 5432, "b": true}', 'b', 'true'],
  ['{"a": 1.50}', 'a', '1.50'],
  ['{"a": 12345678901234567890}', 'a', '12345678901234567890'],
  ['{"a": -1E5}', 'a', '-1E5'],
  ['{"__proto__": "own"}', '__proto__', 'own'],
  ['{"a": 1, "a": "last"}', 'a', 'last'],
  [undefined, undefined, '! it holds bytes, and a flag is a text'],
  ['{"a": "x"}', 'b', '! there is no such key'],
  ['{"a": "x"}', 'toString', '! there is no such key'],
  ['{"a": null}', 'a', '! the key holds neither a text nor a number nor true or false'],
  ['{"a": {"b": 1}}', 'a', '! the key holds neither a text nor a number nor true or false'],
  ['["a"]', 'a', '! it is not a JSON object'],
  ['no JSON', 'a', '! it is not a JSON object'],
  ['{"a": NaN}', 'a', '! it is not a JSON object'],
  ['"a"', 'a', '! it is not a JSON object'],
  ['5432', 'text', '! it is not a JSON object'],
  ['['.repeat(100_000), 'a', '! it is not a JSON object'],
];

/** What the program in a machine makes of them. */
const IN_PYTHON = `import json, sys
program = {"__name__": "program"}
exec(sys.argv[1], program)
def text_of(kept, key):
    try:
        return program["kept_text"](kept, key)
    except program["Failure"] as error:
        return "! %s" % error
print(json.dumps([text_of(kept, key) for kept, key in json.load(sys.stdin)]))
`;

test('a machine makes the same of what AWS keeps as rolebake does', () => {
  const input = JSON.stringify(CASES.map(([kept, key]) => [kept ?? null, key ?? null]));
  const { stdout, stderr } = spawnSync('python3', ['-I', '-c', IN_PYTHON, VALUE_PROGRAM], { input, encoding: 'utf8' });
  expect(stderr).toBe('');
  const wanted = CASES.map(([, , text]) => text);
  expect(JSON.parse(stdout)).toEqual(wanted);
  expect(CASES.map(([kept, key]) => textOf(kept, key))).toEqual(wanted);
});

function textOf(kept: string | undefined, key: string | undefined): string {
  try {
    return keptText(kept, key);
  } catch (refusal) {
    return `! ${String(refusal).replace(/^(Refusal: )?[a-z-]+: /, '')}`;
  }
}
