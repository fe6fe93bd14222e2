import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { catalogOf } from '../compile/catalogs.ts';
import { chef } from '../encode/real-tools.ts';
import { hostile, SEED, sample } from '../encode/strings.ts';

const texts = sample(hostile).map(
  (text) =>
    `t${text
      .replaceAll(/\p{Noncharacter_Code_Point}/gu, '')
      .slice(0, 100)
      .toWellFormed()}t`,
);

/** A catalog that says the same text wherever it says what something is for. */
function compiled(text: string): ReadonlyMap<string, string> {
  const files = {
    'catalog.yaml': {
      catalog: 'told',
      os: 'debian-12',
      maintainer: text,
      maintainer_email: `${text.replaceAll(/[@\s]/g, '')}@x`,
    },
    'profiles/p.yaml': { profile: 'p', summary: text, parameters: { one: { type: 'string', description: text } } },
    'roles/r.yaml': { role: 'r', summary: text, uses: [{ p: { one: 'x' } }], checks: [{ file: '/etc/hosts' }] },
  };
  const entries = Object.entries(files).map(([path, data]) => [path, JSON.stringify(data)] as const);
  return compile(catalogOf({ shownAs: 'catalog/', texts: new Map(entries), problems: [] }));
}

const LITERAL = /^ *(?:description|maintainer|maintainer_email|property :one, String,? ?)/;

test('texts that say what something is for change comments and their own literals only', () => {
  const plain = compiled('plain');
  for (const text of texts) {
    const files = compiled(text);
    expect([...files.keys()]).toEqual([...plain.keys()]);
    for (const [path, content] of files) {
      if (/\.(json|yml)$/.test(path)) continue;
      const code = (file: string) =>
        file.split('\n').filter((line) => !/^\s*#/.test(line) && !LITERAL.test(line) && !/description: /.test(line));
      expect(code(content), `${path} for ${JSON.stringify(text)}`).toEqual(code(plain.get(path) ?? ''));
    }
  }
});

test('Ruby and JSON read them back', async () => {
  const literals: string[] = [];
  for (const text of texts) {
    const files = compiled(text);
    const metadata = files.get('chef/cookbooks/role_r/metadata.rb') ?? '';
    const lines = ['maintainer', 'description'].map(
      (key) => new RegExp(`^${key} +(.*)$`, 'm').exec(metadata)?.[1] ?? '',
    );
    literals.push(...lines);
    expect((JSON.parse(files.get('chef/roles/r.json') ?? '') as { description: string }).description).toBe(text);
    const puppet = JSON.parse(files.get('puppet/site-modules/role/metadata.json') ?? '') as { author: string };
    expect(puppet.author).toBe(text);
  }
  const source = `# frozen_string_literal: true\n\n[\n${literals.join(',\n')}\n]\n`;
  const answer = await chef(new Map([['literals.rb', source]]));
  expect(answer.literals, `ROLEBAKE_SEED=${SEED}`).toEqual(texts.flatMap((text) => [text, text]));
}, 300_000);
