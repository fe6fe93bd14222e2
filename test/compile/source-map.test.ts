import { expect, test } from 'vitest';
import type { CatalogFiles } from '../../src/catalog/files.ts';
import { compile } from '../../src/compile/compile.ts';
import { sourceMap } from '../../src/compile/source-map.ts';
import { catalogOf, nastyFiles, shopFiles } from './catalogs.ts';

const CATALOGS: [string, () => CatalogFiles][] = [
  ['the shop', shopFiles],
  ['the nasty catalog', nastyFiles],
];

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');

/** Each line of a generated file with the text of the catalog's line that it comes from. */
function traced(files: CatalogFiles, path: string): [generated: string, source: string][] {
  const catalog = catalogOf(files);
  const map = sourceMap(catalog, path) ?? [];
  const text = compile(catalog).get(path) ?? '';
  return linesOf(text).map((line, index) => {
    const place = map[index];
    const source = files.texts.get(place?.file.replace(files.shownAs, '') ?? '') ?? '';
    return [line.trim(), place ? (source.split('\n')[place.line - 1] ?? '').trim() : ''];
  });
}

test.each(CATALOGS)(
  'of %s, every line that is not empty has a place, and every map is as long as its file',
  (_, files) => {
    const catalog = catalogOf(files());
    const own = /profile_|role_|\/profile\/(manifests|templates|files)|data\/role|role\/manifests|classes/;
    for (const [path, text] of compile(catalog)) {
      const map = sourceMap(catalog, path);
      if (own.test(path) && !path.endsWith('metadata.rb')) expect(map, path).toBeDefined();
      if (!map) continue;
      const lines = linesOf(text);
      expect(map.length, path).toBe(lines.length);
      const lost = lines.filter((line, index) => line !== '' && !map[index]);
      if (!/\/(files|templates)\//.test(path)) expect(lost, path).toEqual([]);
    }
  },
);

/** Entries that name what they make, and how both tools declare that: by text alone, without the compiler. */
function declarations(yaml: string): { readonly entry: string; readonly own: RegExp }[] {
  const entries = yaml.matchAll(/^ {2}(- (?:file|directory|link|service|group|user): ([\w./]+))$/gm);
  return [...entries].map(([, entry = '', title = '']) => ({
    entry,
    own: RegExp(`^(file|directory|link|service|group|user|template|cookbook_file) (\\{ )?'${title}'( do|:)`),
  }));
}

test.each(CATALOGS)('of %s, what an entry declares maps to the line of the entry', (_, files) => {
  const read = files();
  const profiles = [...read.texts].filter(([name]) => name.startsWith('profiles/'));
  const checked = profiles.flatMap(([path, yaml]) => {
    const name = path.slice('profiles/'.length, -'.yaml'.length);
    const manifest = traced(read, `puppet/site-modules/profile/manifests/${name}.pp`);
    const resource = traced(read, `chef/cookbooks/profile_${name}/resources/${name}.rb`);
    return declarations(yaml).flatMap(({ entry, own }) =>
      // Only the first: Chef puts a user into its groups by declaring them once more.
      [manifest, resource].flatMap((code) => {
        const first = code.find(([line]) => own.test(line));
        if (first) expect(first).toEqual([first[0], entry]);
        return first ? [entry] : [];
      }),
    );
  });
  expect(checked.length).toBeGreaterThan(10);
});

const LAYERS: Record<string, string> = {
  'catalog.yaml': 'catalog: layers\nos: debian-12\n',
  'profiles/app.yaml': `profile: app
parameters:
  port: {type: port}
  names: {type: array, items: {type: string}}
  deep: {type: object, properties: {a: {type: string}, b: {type: string}}, default: {b: usual}}
resources:
  - file: /etc/app
    content: "{{port}}{{#each names}}{{this}}{{/each}}{{deep.a}}{{deep.b}}"
`,
  'roles/base.yaml': `role: base
abstract: true
uses:
  - app:
      port: 80
      names:
        - first
      deep: {a: from base}
`,
  'roles/web.yaml': `role: web
extends: [base]
overrides:
  app: {port: 81}
adds:
  app: {names: [second]}
`,
};

test('a line of an inline content maps to its own line in both tools', () => {
  const profile = 'profile: app\nparameters: {port: {type: port, default: 80}}\nresources:\n';
  const entry = '  - file: /etc/app\n    content: |\n      first\n      port {{port}}\n      last\n';
  const texts = new Map([
    ['catalog.yaml', 'catalog: lines\nos: debian-12\n'],
    ['profiles/app.yaml', profile + entry],
    ['roles/web.yaml', 'role: web\nuses: [app]\n'],
  ]);
  const files = { shownAs: 'catalog/', texts, problems: [] };
  const body = ['first', 'port {{port}}', 'last'];
  const sources = (path: string) => traced(files, path).map(([, source]) => source);
  expect(sources('puppet/site-modules/profile/templates/app/app.epp')).toEqual(['- file: /etc/app', ...body]);
  expect(sources('chef/cookbooks/profile_app/templates/app.erb')).toEqual(body);
});

test('a value maps to the role, trait or profile that gives it, each key and item by itself', () => {
  const files = { shownAs: 'catalog/', texts: new Map(Object.entries(LAYERS)), problems: [] };
  expect(traced(files, 'puppet/data/role/web.yaml').slice(2)).toEqual([
    ['profile::app::port: 81', 'app: {port: 81}'],
    ['profile::app::names:', 'names:'],
    ['- "first"', '- first'],
    ['- "second"', 'app: {names: [second]}'],
    ['profile::app::deep:', 'deep: {a: from base}'],
    ['"b": "usual"', 'deep: {type: object, properties: {a: {type: string}, b: {type: string}}, default: {b: usual}}'],
    ['"a": "from base"', 'deep: {a: from base}'],
  ]);
  expect(traced(files, 'chef/cookbooks/role_web/attributes/default.rb').slice(4)).toEqual([
    ["default['profile_app']['port'] = 81", 'app: {port: 81}'],
    ["default['profile_app']['names'] = %w(first second)", 'names:'],
    ["default['profile_app']['deep'] = {", 'deep: {a: from base}'],
    [
      "'b' => 'usual',",
      'deep: {type: object, properties: {a: {type: string}, b: {type: string}}, default: {b: usual}}',
    ],
    ["'a' => 'from base',", 'deep: {a: from base}'],
    ['}', 'deep: {a: from base}'],
  ]);
  expect(traced(files, 'puppet/site-modules/role/manifests/web.pp').at(-2)).toEqual(['include profile::app', '- app:']);
});
