import { type Explained, explain } from '../../catalog/composition/explain.ts';
import type { Profile, Role } from '../../catalog/model.ts';
import type { Place } from '../../problem/problem.ts';
import { code, details, page, plain, section, table, value } from './markdown.ts';
import { picture } from './picture.ts';
import { typeText } from './type-text.ts';

/** The page of a role: what it is for, and every value that it has. */
export const rolePage = (role: Role, library: ReadonlySet<Profile>): string =>
  page(
    role.name,
    plain(role.summary),
    `${role.isAbstract ? 'A trait, only there to be extended. ' : ''}Written in ${code(role.file.path)}.${role.application === undefined ? '' : ` Runs the application ${code(role.application)}.`}`,
    section('Extends', extendsText(role)),
    picture([role]),
    section('Profiles', profilesText(role, library)),
    section('Parameters', parametersText(role, library)),
    section('Logs', logsText(role)),
    section('Flags', flagsText(role)),
    section('Serves', servesText(role)),
  );

/** Other roles and traits that its values come from, the nearest last. */
const extendsText = ({ layer }: Role): string =>
  layer.lineage
    .filter((above) => above !== layer)
    .map(({ name }) => `- [${code(name)}](${name}.md)\n`)
    .join('');

/** In the order in which they apply. */
const profilesText = (role: Role, library: ReadonlySet<Profile>): string =>
  role.profiles
    .map(({ profile }, index) => {
      const name = library.has(profile)
        ? `[${code(profile.name)}](../profiles/${profile.name}.md)`
        : code(profile.name);
      return `${index + 1}. ${name}: ${plain(profile.summary)}\n`;
    })
    .join('');

/** Each value of the catalog's own profiles, and the lines that it comes from. */
function parametersText(role: Role, library: ReadonlySet<Profile>): string {
  const own = new Set([...library].map(({ name }) => name));
  const values = explain(role).filter(({ name }) => own.has(name.split('.')[0] ?? ''));
  return table(
    ['parameter', 'value', 'from'],
    values.map((one) => [code(one.name), one.origin === 'none' ? 'to be given' : value(one.value), fromText(one)]),
  );
}

function fromText({ origin, from, added, overrode }: Explained): string {
  const places = [...from, ...added.map(({ place }) => place)].map(at).join(', ');
  const replaced = overrode.map((one) => `${value(one.value)} (${at(one.place)})`).join(', ');
  return `${origin === 'default' ? 'default, ' : ''}${places}${replaced === '' ? '' : `; overrides ${replaced}`}`;
}

const at = ({ file, line }: Place): string => code(`${file}:${line}`);

const logsText = ({ logs }: Role): string =>
  table(
    ['log', 'path or unit', 'details'],
    logs.map((log) => [
      code(log.name),
      code('path' in log ? log.path : log.unit),
      details(log, ['name', 'path', 'unit']),
    ]),
  );

const flagsText = ({ flags }: Role): string =>
  table(
    ['flag', 'type', 'at launch', 'description'],
    flags.map((flag) => [
      code(flag.name),
      plain(typeText(flag)),
      `${flag.default === undefined ? 'must be given' : `default ${value(flag.default)}`}${flag.secret ? ', secret' : ''}`,
      plain(flag.description),
    ]),
  );

const servesText = ({ serves }: Role): string =>
  table(
    ['endpoint', 'port', 'details'],
    serves.map((one) => [code(one.name), String(one.port), details(one, ['name', 'port'])]),
  );
