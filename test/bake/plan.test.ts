import { expect, test } from 'vitest';
import { type Ingredients, type PlannedBake, planBake } from '../../src/bake/plan.ts';
import { reasonText } from '../../src/bake/reasons.ts';
import { loadCatalog } from '../../src/catalog/load.ts';
import { platformFiles } from '../../src/cli/session.ts';
import type { Target } from '../../src/compile/compile.ts';
import type { TagRecord } from '../../src/ledger/ledger.ts';

type Files = Readonly<Record<string, string>>;

const FILES: Files = {
  'catalog/catalog.yaml': 'catalog: plans\nos: debian-12\n',
  'catalog/roles/web.yaml': 'role: web\napplication: shop\nuses: [front]\nflags: {ZONE: {type: string}}\n',
  'catalog/roles/other.yaml': 'role: other\nuses: [aside]\n',
  'catalog/profiles/front.yaml':
    'profile: front\nresources:\n  - file: /etc/front\n    content: "one\\n"\n  - package: nginx\n',
  'catalog/profiles/aside.yaml': 'profile: aside\nresources:\n  - package: aside\n',
};

const tagged = (stream: string, name: string, number: number, more: object = {}): TagRecord =>
  ({
    tag: `${stream}/${name}@${number}`,
    standing: { channels: [], notes: [], builtOnRevoked: [] },
    entry: { stream, name, number, digest: `sha256:${String(number).repeat(64)}`, details: {}, parents: [], ...more },
  }) as unknown as TagRecord;

const HEADS = [tagged('os', 'debian-12', 1), tagged('app', 'shop', 3)];
const from = (wishes: Partial<Ingredients> = {}): Ingredients => ({
  ...{
    heads: HEADS,
    revoked: [],
    convergerDigest: `sha256:${'c'.repeat(64)}`,
    isPresent: () => true,
    provider: 'local' as const,
    hasArchive: () => true,
    movedOf: () => undefined,
    treeOfJob: () => undefined,
    lock: new Map(),
  },
  ...wishes,
});

function planned(files: Files, ingredients: Ingredients, target: Target = 'puppet'): PlannedBake {
  const texts = new Map(Object.entries(files).map(([path, text]) => [path.replace('catalog/', ''), text]));
  const checked = loadCatalog({ shownAs: 'catalog/', texts, problems: [] }, platformFiles());
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const role = checked.value.roles.find(({ name }) => name === 'web');
  if (!role) throw new Error('no role');
  return planBake(checked.value, role, target, ingredients);
}

/** The tag that a plan would have made, and what its job has baked. */
function bakedAs({ input }: PlannedBake): Ingredients {
  const { key, parts, target, parent, application } = input;
  const head = tagged('role', 'web', 7, { job: 'j', bake: { key, parts, target }, parents: [parent, application] });
  return from({ heads: [...HEADS, head], treeOfJob: (job) => (job === 'j' ? input.tree : undefined) });
}

const whys = (plan: PlannedBake): string[] => (plan.action === 'bake' ? plan.reasons.map(reasonText) : []);
const edited = (path: string, from: string, to: string): Files => ({
  ...FILES,
  [path]: (FILES[path] ?? '').replace(from, to),
});

const first = planned(FILES, from());
const baked = bakedAs(first);

test('a role that has no tag was never baked; with a tag of the same key it is kept', () => {
  expect(whys(first)).toEqual(['never baked']);
  expect(planned(FILES, baked)).toMatchObject({ action: 'keep', tag: 'role/web@7' });
});

test.each<[string, Files]>([
  ['another role', edited('catalog/roles/other.yaml', 'uses: [aside]', 'uses: [aside]\nsummary: Another')],
  ['the profile of another role', edited('catalog/profiles/aside.yaml', 'package: aside', 'package: beside')],
  ['a comment in the catalog', edited('catalog/roles/web.yaml', 'role: web', '# the front\nrole: web')],
])('%s changes nothing', (_, files) => {
  expect(planned(files, baked).action).toBe('keep');
});

test.each<[Files, string[]]>([
  [edited('catalog/profiles/front.yaml', 'one', 'two'), ['profile front (catalog/profiles/front.yaml:4)']],
  [edited('catalog/profiles/front.yaml', 'nginx', 'apache2'), ['profile front (catalog/profiles/front.yaml:5)']],
  [edited('catalog/roles/web.yaml', 'type: string', 'type: port'), ['contract']],
  [
    edited('catalog/roles/web.yaml', 'uses: [front]', 'uses: [front, aside]'),
    ['profile aside (new)', 'role web (catalog/roles/web.yaml:3)'],
  ],
  [edited('catalog/roles/web.yaml', 'flags:', 'checks: [{package: nginx}]\nflags:'), ['checks']],
])('what differs is told by name and line %#', (files, expected) => {
  expect(whys(planned(files, baked))).toEqual(expected);
});

test('without the code that was baked before, the file is told', () => {
  const unknown = { ...baked, treeOfJob: () => undefined };
  const files = edited('catalog/profiles/front.yaml', 'one', 'two');
  expect(whys(planned(files, unknown))).toEqual(['profile front (catalog/profiles/front.yaml)']);
});

test('a new application, system or converger, another tool, a lost snapshot', () => {
  const heads = [tagged('os', 'debian-12', 2), tagged('app', 'shop', 4), ...baked.heads.slice(2)];
  expect(whys(planned(FILES, { ...baked, heads }))).toEqual(['app/shop (@3 -> @4)', 'os/debian-12 (@1 -> @2)']);
  expect(whys(planned(FILES, { ...baked, convergerDigest: `sha256:${'d'.repeat(64)}` }))).toEqual(['converger']);
  expect(whys(planned(FILES, baked, 'chef'))).toEqual(['target (puppet -> chef)']);
  const lost = (digest: string) => !digest.includes('7'.repeat(64));
  expect(whys(planned(FILES, { ...baked, isPresent: lost }))).toEqual([
    'the snapshot of role/web@7 is not here, or not whole',
  ]);
});

test('the key of a revoked tag is not baked again; a head that has it is kept all the same', () => {
  const head = baked.heads.at(-1) as TagRecord;
  const revoked: TagRecord = { ...head, standing: { ...head.standing, revoked: { text: 'bad', who: 'eve', at: '' } } };
  expect(planned(FILES, from({ revoked: [revoked] }))).toMatchObject({ action: 'refuse', revoked: { tag: head.tag } });
  expect(planned(FILES, from({ revoked: [revoked], revokedToo: true })).action).toBe('bake');
  expect(planned(FILES, { ...baked, revoked: [revoked] }).action).toBe('keep');
  expect(planned(edited('catalog/profiles/front.yaml', 'one', 'two'), from({ revoked: [revoked] })).action).toBe(
    'bake',
  );
});

test('a system whose tags are all revoked, or that is built on one, is no parent', () => {
  const os = tagged('os', 'debian-12', 1);
  const revoked: TagRecord = { ...os, standing: { ...os.standing, revoked: { text: 'bad', who: 'eve', at: '' } } };
  const refused = 'revoked-tag: os/debian-12@1 is revoked: bad';
  expect(() => planned(FILES, from({ heads: HEADS.slice(1), revoked: [revoked] }))).toThrow(refused);
  const above = { ...os, standing: { ...os.standing, builtOnRevoked: ['data/x@1' as TagRecord['tag']] } };
  expect(() => planned(FILES, from({ heads: [above, ...HEADS.slice(1)] }))).toThrow(
    'is built on data/x@1, which is revoked',
  );
});

test('an archive that has moved on is a reason by the packages of the image, and else none', () => {
  const stateOf = (number: number) => `sha256:${String(number).repeat(64)}`;
  const system = (number: number) =>
    tagged('os', 'debian-12', number, { digest: stateOf(1), objects: { archive: stateOf(number) } });
  const before = bakedAs(planned(FILES, from({ heads: [system(1), ...HEADS.slice(1)] })));
  const now = { ...before, heads: [system(2), ...before.heads.filter(({ entry }) => entry.stream !== 'os')] };
  expect(whys(planned(FILES, now))).toEqual(['package archive']);
  expect(planned(FILES, { ...now, movedOf: () => [] })).toMatchObject({ action: 'keep', sameKey: false });
  const moved = [{ name: 'nginx', before: '1.22', now: '1.24' }];
  expect(whys(planned(FILES, { ...now, movedOf: () => moved }))).toEqual(['package nginx (1.22 -> 1.24)']);
  expect(() => planned(FILES, { ...now, hasArchive: () => false })).toThrow(
    'snapshot-missing: the archive state of os/debian-12@2 is not here',
  );
});
