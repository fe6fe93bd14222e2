import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { explain } from '../../src/catalog/composition/explain.ts';
import { readCatalogFiles } from '../../src/catalog/files.ts';
import { loadCatalog } from '../../src/catalog/load.ts';
import type { Catalog, Role } from '../../src/catalog/model.ts';
import type { Value } from '../../src/catalog/types/value.ts';
import { compile } from '../../src/compile/compile.ts';
import { ROOT } from '../docs/page.ts';
import { rolebake, scratch } from './command.ts';

const PLATFORM = readCatalogFiles(`${ROOT}/role-templates/platform`, 'rolebake:');
const ALL = {
  type: 'object',
  properties: { a: { type: 'integer' }, b: { type: 'integer' } },
  default: { a: 1, b: 2 },
};

/** A catalog of one profile `p` (port, list, map, all) and these roles, each under its name. */
function check(roles: Readonly<Record<string, object>>, profiles: Readonly<Record<string, object>> = {}) {
  const parameters = {
    port: { type: 'port', default: 80 },
    list: { type: 'array', items: { type: 'string' }, default: ['first'] },
    map: { type: 'object', values: { type: 'integer' }, default: { old: 0 } },
    all: ALL,
  };
  const texts = new Map([
    ['catalog.yaml', 'catalog: shop\nos: debian-12\n'],
    ['profiles/p.yaml', stringify({ profile: 'p', parameters, resources: [] })],
    ...named('profile', profiles),
    ...named('role', roles),
  ]);
  return loadCatalog({ shownAs: '', texts, problems: [] }, PLATFORM);
}

const named = (kind: string, all: Readonly<Record<string, object>>): [string, string][] =>
  Object.entries(all).map(([name, data]) => [`${kind}s/${name}.yaml`, stringify({ [kind]: name, ...data })]);

function catalogOf(...parts: Parameters<typeof check>): Catalog {
  const checked = check(...parts);
  if (!checked.ok) throw new Error(checked.problems.map(({ message }) => message).join('; '));
  return checked.value;
}

function roleIn({ roles, traits }: Catalog, name: string): Role {
  const role = [...roles, ...traits].find((one) => one.name === name);
  if (!role) throw new Error(`no role ${name}`);
  return role;
}

const valuesOf = (catalog: Catalog, role: string, profile = 'p'): Readonly<Record<string, Value>> =>
  roleIn(catalog, role).profiles.find((use) => use.profile.name === profile)?.values ?? {};

const uses = (values: object) => ({ uses: [{ p: values }] });

describe('a role has what it extends', () => {
  const base = { abstract: true, ...uses({ port: 81, map: { x: 1 } }) };

  test('values, logs, flags, endpoints and the application; an abstract role is not compiled', () => {
    const more = { application: 'shop', logs: { app: '/var/log/shop/a.log' }, flags: { A: { type: 'string' } } };
    const catalog = catalogOf({ base: { ...base, ...more }, web: { extends: ['base'] } });
    const web = roleIn(catalog, 'web');
    expect(web).toMatchObject({ application: 'shop', logs: [{ name: 'app', owner: 'shop' }] });
    expect(web.flags.map(({ name }) => name)).toEqual(['A', 'LOG_COLLECTOR', 'LOG_COLLECTOR_PORT']);
    expect(catalog.roles.map(({ name }) => name)).toEqual(['web']);
    expect([...compile(catalog).keys()].filter((path) => path.includes('base'))).toEqual([]);
  });

  test('four deep, with an override at each step', () => {
    const over = (port: number, ...above: string[]) => ({ extends: above, overrides: { p: { port } } });
    const roles = { a: base, b: over(82, 'a'), c: over(83, 'b'), d: over(84, 'c') };
    const catalog = catalogOf(roles);
    expect(Object.keys(roles).map((name) => valuesOf(catalog, name)['port'])).toEqual([81, 82, 83, 84]);
    const [port] = explain(roleIn(catalog, 'd')).filter(({ name }) => name === 'p.port');
    expect(port?.overrode.map(({ value }) => value)).toEqual([81, 82, 83]);
  });

  test('an override replaces an answer, however else that is reached', () => {
    const left = { abstract: true, extends: ['base'], overrides: { p: { port: 82 } } };
    const right = { abstract: true, extends: ['base'] };
    const catalog = catalogOf({ base, left, right, web: { extends: ['right', 'left'] } });
    expect(valuesOf(catalog, 'web')['port']).toBe(82);
  });

  test('equal answers do not contradict', () => {
    const same = { abstract: true, ...uses({ port: 81, list: ['x', 'y'] }) };
    const catalog = catalogOf({ base, same, web: { extends: ['base', 'same'], ...uses({ port: 81 }) } });
    expect(valuesOf(catalog, 'web')).toEqual({ port: 81, list: ['x', 'y'], map: { x: 1 } });
  });
});

describe('objects and lists', () => {
  test('keys come together; the default of given properties holds for each, that of a map not at all', () => {
    const base = { abstract: true, ...uses({ map: { x: 1 } }) };
    const catalog = catalogOf({ base, web: { extends: ['base'], ...uses({ map: { y: 2 }, all: { b: 3 } }) } });
    expect(valuesOf(catalog, 'web')).toEqual({ map: { x: 1, y: 2 }, all: { a: 1, b: 3 } });
  });

  test('an override with {} clears a map', () => {
    const base = { abstract: true, ...uses({ map: { x: 1, y: 2 } }) };
    const web = { extends: ['base'], overrides: { p: { map: {} } } };
    const catalog = catalogOf({ base, web });
    expect(valuesOf(catalog, 'web')).toEqual({ map: {} });
    const [map] = explain(roleIn(catalog, 'web')).filter(({ name }) => name === 'p.map');
    expect(map).toMatchObject({ value: {}, overrode: [{ value: 1 }, { value: 2 }] });
  });

  test('items are added in the order of the files, after the default or the answer, none twice', () => {
    const a = { abstract: true, uses: ['p'], adds: { p: { list: ['a', 'first'] } } };
    const b = { abstract: true, uses: ['p'], adds: { p: { list: ['b', 'a'] } } };
    const web = { extends: ['b', 'a'], adds: { p: { list: ['web'] } } };
    expect(valuesOf(catalogOf({ a, b, web }), 'web')['list']).toEqual(['first', 'b', 'a', 'web']);
    const fixed = { ...web, overrides: { p: { list: ['only'] } }, adds: {} };
    expect(valuesOf(catalogOf({ a, b, web: fixed }), 'web')['list']).toEqual(['only']);
  });

  test('explain says what holds of a default with a map below given properties', () => {
    const map = { type: 'object', values: { type: 'string' } };
    const inner = { type: 'object', properties: { map, word: { type: 'string' } } };
    const tree = { type: 'object', properties: { inner }, default: { inner: { map: { old: 'x' }, word: 'y' } } };
    const q = { parameters: { tree }, resources: [] };
    const catalog = catalogOf({ web: { uses: [{ q: { tree: { inner: { map: { fresh: 'z' } } } } }] } }, { q });
    expect(valuesOf(catalog, 'web', 'q')).toEqual({ tree: { inner: { map: { fresh: 'z' }, word: 'y' } } });
    expect(
      explain(roleIn(catalog, 'web')).map(({ name, value, insteadOf }) => [name, value, insteadOf?.value]),
    ).toEqual([
      ['q.tree.inner.map.fresh', 'z', { old: 'x' }],
      ['q.tree.inner.word', 'y', undefined],
    ]);
  });

  test('keys that an object needs may come from several files, and must come', () => {
    const host = { type: 'object', properties: { name: { type: 'string' }, port: { type: 'port' } } };
    const q = { parameters: { host: { ...host, required: ['name', 'port'] } }, resources: [] };
    const base = { abstract: true, uses: [{ q: { host: { name: 'db' } } }] };
    const catalog = catalogOf({ base, web: { extends: ['base'], uses: [{ q: { host: { port: 1 } } }] } }, { q });
    expect(valuesOf(catalog, 'web', 'q')).toEqual({ host: { name: 'db', port: 1 } });
    expect(check({ base, web: { extends: ['base'] } }, { q })).toMatchObject({
      problems: [{ code: 'missing-key', message: expect.stringContaining('port is missing') }],
    });
  });
});

describe('profiles pass values on', () => {
  const front = { uses: [{ p: { port: '{{upstream}}', map: { a: '{{upstream}}' } } }], resources: [] };
  const parameters = { upstream: { type: 'port', default: 90 } };

  test('the value that holds for the user, through several of them', () => {
    const outer = { uses: [{ front: { upstream: '{{inner}}' } }], parameters: { inner: { type: 'port' } } };
    const profiles = { front: { ...front, parameters }, outer: { ...outer, resources: [] } };
    const catalog = catalogOf({ plain: { uses: ['front'] }, web: { uses: [{ outer: { inner: 91 } }] } }, profiles);
    expect(valuesOf(catalog, 'plain')).toEqual({ port: 90, map: { a: 90 } });
    expect(valuesOf(catalog, 'web')).toEqual({ port: 91, map: { a: 91 } });
  });

  test('a role may override it, and a missing value is told where it is missing', () => {
    const profiles = { front: { ...front, parameters: { upstream: { type: 'port' } } } };
    const web = { uses: [{ front: { upstream: 90 } }], overrides: { p: { port: 92 } } };
    expect(valuesOf(catalogOf({ web }, profiles), 'web')).toEqual({ port: 92, map: { a: 90 } });
    expect(check({ web: { uses: ['front'] } }, profiles)).toMatchObject({
      problems: [{ code: 'missing-parameter', message: 'profile front needs upstream' }],
    });
  });
});

test('neither the order of what is extended nor a detour decides anything', () => {
  const values = fc.record({
    port: fc.integer({ min: 1, max: 3 }),
    map: fc.dictionary(fc.constantFrom('x', 'y'), fc.nat(2)),
  });
  const trait = fc.record({ values, above: fc.subarray([0, 1, 2, 3, 4]), overrides: fc.boolean() });
  const property = fc.property(fc.array(trait, { minLength: 1, maxLength: 5 }), (traits) => {
    const roles = (turn: (names: string[]) => string[]) => {
      const all = traits.map(({ values: own, above, overrides }, index) => {
        const names = above.filter((other) => other < index).map((other) => `t${other}`);
        const said = overrides && names.length > 0 ? { overrides: { p: own } } : uses(own);
        return [`t${index}`, { abstract: true, extends: turn(names), ...said }];
      });
      const names = traits.map((_, index) => `t${index}`);
      return { ...Object.fromEntries(all), web: { extends: turn(names), uses: ['p'] } };
    };
    const [there, back] = [check(roles((names) => names)), check(roles((names) => [...names].reverse()))];
    expect(back.ok).toBe(there.ok);
    if (there.ok && back.ok) expect(valuesOf(back.value, 'web')).toEqual(valuesOf(there.value, 'web'));
    if (there.ok)
      for (const { value, from } of explain(roleIn(there.value, 'web')))
        expect([value === undefined, from.length > 0]).toEqual([false, true]);
  });
  fc.assert(property, { numRuns: Number(process.env['ROLEBAKE_STRINGS'] ?? 200) });
});

test.each([
  [['nobody'], 7, 'error[unknown-role]: the catalog has no role nobody'],
  [['wbe'], 7, 'did you mean web?'],
  [['web', 'servce.port'], 3, 'did you mean service.port?'],
  [['web', 'prt'], 3, 'did you mean port?'],
])('explain %j says what there is', async (argv, code, words) => {
  const files = { 'rolebake.yaml': '{}', 'catalog/catalog.yaml': 'catalog: shop\nos: debian-12\n' };
  const service = 'profile: service\nparameters: {port: {type: port, default: 80}}\nresources: []\n';
  const more = { 'catalog/profiles/service.yaml': service, 'catalog/roles/web.yaml': 'role: web\nuses: [service]\n' };
  const all = Object.entries({ ...files, ...more }).map(([path, text]): [string, Buffer] => [path, Buffer.from(text)]);
  using folder = scratch(new Map(all));
  const said = await rolebake(folder.path, 'explain', ...argv);
  expect(said.code).toBe(code);
  expect(said.stderr).toContain(words);
});
