import { join } from 'node:path';
import { stringify } from 'yaml';
import { readCatalogFiles } from '../../src/catalog/files.ts';
import { loadCatalog } from '../../src/catalog/load.ts';
import { compile, TARGETS, type Target, treeOf } from '../../src/compile/compile.ts';
import type { Case } from './case.ts';

/** Cases that share their machines: one role. */
export interface Group {
  readonly name: string;
  readonly cases: readonly Case[];
  /** What the role compiles to, by tool. */
  readonly trees: Readonly<Record<Target, ReadonlyMap<string, string>>>;
}

const PLATFORM = join(import.meta.dirname, '../../role-templates/platform');

/** Compiles the cases as one catalog with a role for each group. */
export function groupsOf(cases: readonly Case[]): Group[] {
  const names = [...new Set(cases.map(({ group }) => group))].sort();
  const members = names.map((name) => cases.filter(({ group }) => group === name));
  const texts = catalogTexts(cases, members);
  const checked = loadCatalog({ shownAs: 'catalog/', texts, problems: [] }, readCatalogFiles(PLATFORM, 'rolebake:'));
  if (!checked.ok) {
    const lines = checked.problems.map(
      ({ code, message, place }) => `${place?.file}:${place?.line} ${code}: ${message}`,
    );
    throw new Error(`the cases are no catalog:\n${lines.join('\n')}`);
  }
  const generated = compile(checked.value);
  const [puppet, chef] = TARGETS.map((target) => treeOf(generated, target));
  if (!puppet || !chef) throw new Error('two tools were asked for');
  return names.map((name, index) => ({ name, cases: members[index] ?? [], trees: { puppet, chef } }));
}

function catalogTexts(cases: readonly Case[], groups: readonly (readonly Case[])[]): Map<string, string> {
  const profiles = cases.map((one) => [`profiles/${one.name}.yaml`, { profile: one.name, ...one.profile }] as const);
  const roles = groups.map((members) => [`roles/${members[0]?.group}.yaml`, roleOf(members)] as const);
  const more = cases.flatMap(({ catalog }) => Object.entries(catalog));
  const files = [['catalog.yaml', { catalog: 'cases', os: 'debian-12' }], ...profiles, ...roles, ...more] as const;
  const texts = new Map(files.map(([path, data]) => [path, typeof data === 'string' ? data : stringify(data)]));
  if (texts.size < files.length) throw new Error('two cases bring one file of the catalog');
  return texts;
}

function roleOf(members: readonly Case[]): object {
  const role: Record<string, object> = {};
  for (const [key, value] of members.flatMap((one) => Object.entries(one.role))) role[key] = { ...role[key], ...value };
  return { role: members[0]?.group, ...role, uses: members.map(({ name, values }) => ({ [name]: values })) };
}
