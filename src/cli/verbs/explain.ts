import type { Explained, Origin } from '../../catalog/composition/explain.ts';
import type { Catalog, Role } from '../../catalog/model.ts';
import type { Place } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { Answer, Verb } from '../verb.ts';

export const explainVerb: Verb = {
  name: 'explain',
  summary: 'show where each value and profile of a role comes from, and what it overrode',
  arguments: [
    { name: '<role>', description: 'a role or trait, such as web' },
    { name: '[name]', description: 'one value: PROFILE.PARAMETER, PARAMETER, flags.NAME; or all of a PROFILE' },
  ],
  examples: ['rolebake explain web', 'rolebake explain web http_service.port', 'rolebake explain web flags --json'],
  run,
};

async function run(session: Session, [roleName = '', name]: readonly string[]): Promise<Answer> {
  const { explain } = await import('../../catalog/composition/explain.ts');
  const role = await roleNamed(await session.catalog(), roleName);
  const { explainUses } = await import('../../catalog/composition/explain-uses.ts');
  const all = explain(role);
  const everyUse = explainUses(role);
  const uses = name === undefined ? everyUse : everyUse.filter(({ profile }) => profile === name);
  const values = name === undefined ? all : await named(all, name, roleName, uses.length > 0);
  const above = role.layer.lineage.filter((layer) => layer !== role.layer);
  const data = {
    role: role.name,
    file: role.file.path,
    abstract: role.isAbstract,
    extends: above.map((layer) => ({ role: layer.name, file: layer.file.path })),
    profiles: role.profiles.map(({ profile }) => profile.name),
    uses,
    values,
  };
  const { show } = await import('../../catalog/source/show.ts');
  const { visible } = await import('../problems/visible.ts');
  const shown = name === undefined ? (one: unknown) => brief(show(one, '')) : whole;
  const rows = table(values.map((value) => row(value, shown).map(visible)));
  const used = uses.map(({ profile, from }) => ['uses', profile, from.map(at).join(', ') || WITH_LOGS]);
  if (name !== undefined) return { data, text: [...(used.length > 0 ? [table(used)] : []), rows].join('') };
  const head = [[role.isAbstract ? 'trait' : 'role', role.name, role.file.path]];
  const heads = table([...head, ...above.map((layer) => ['extends', layer.name, layer.file.path]), ...used]);
  return { data, text: `${heads}\n${rows}` };
}

async function roleNamed(catalog: Catalog, name: string): Promise<Role> {
  const all = [...catalog.roles, ...catalog.traits];
  const found = all.find((role) => role.name === name);
  if (found) return found;
  const { suggest } = await import('../../catalog/nearest.ts');
  const { Refusal } = await import('../../problem/problem.ts');
  const hint = suggest(
    name,
    all.map((role) => role.name),
  );
  throw new Refusal({ code: 'unknown-role', message: `the catalog has no role ${name}`, hint });
}

/** The values that a name means: one, all below it, or those that are called so in any profile. */
async function named(all: readonly Explained[], name: string, role: string, isProfile: boolean): Promise<Explained[]> {
  const isMeant = (full: string) => full === name || full.startsWith(`${name}.`);
  const short = (full: string) => full.slice(full.indexOf('.') + 1);
  const exact = all.filter((one) => isMeant(one.name));
  const found = exact.length > 0 ? exact : all.filter((one) => isMeant(short(one.name)));
  if (found.length > 0 || isProfile) return found;
  const { suggest } = await import('../../catalog/nearest.ts');
  const { Refusal } = await import('../../problem/problem.ts');
  const known = all.flatMap((one) => [one.name, short(one.name), one.name.split('.')[0] ?? '']);
  const near = suggest(name, new Set(known));
  const hint = near.startsWith('known: ') ? `rolebake explain ${role}` : near;
  throw new Refusal({ code: 'unknown-parameter', message: `role ${role} has no value ${name}`, hint });
}

const whole = (value: unknown): string => JSON.stringify(value);
const brief = (text: string): string => (text.length > 40 ? `${text.slice(0, 37)}...` : text);

function row(one: Explained, shown: (value: unknown) => string): string[] {
  const value = one.value === undefined ? '-' : shown(one.value);
  const [first, ...others] = one.from;
  return [one.name, value, first ? at(first) : WITH_LOGS, notes(one, others, shown).join('; ')];
}

function notes(one: Explained, others: readonly Place[], shown: (value: unknown) => string): string[] {
  const tell = (origin: Origin) => `${shown(origin.value)} (${at(origin.place)})`;
  return [
    ...(one.origin === 'none' ? ['a role must give it'] : []),
    ...(one.origin === 'default' ? ['default'] : []),
    ...others.map((place) => `also ${at(place)}`),
    ...one.overrode.map((origin) => `overrides ${tell(origin)}`),
    ...(one.insteadOf ? [`instead of the default ${tell(one.insteadOf)}`] : []),
    ...one.added.map((origin) => `adds ${tell(origin)}`),
  ];
}

const WITH_LOGS = 'comes with the logs';

const at = ({ file, line }: Place): string => `${file}:${line}`;
