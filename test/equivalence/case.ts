import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

/** One thing of the language, as a profile that both tools must make the same machine of: cases/NAME.yaml. */
export interface Case {
  /** Also the profile's name. */
  readonly name: string;
  /** What is shown of it in the table. */
  readonly summary: string;
  /** Cases of one group share their machines; those that cannot live together name another one. */
  readonly group: string;
  /** The profile, without its name. */
  readonly profile: Readonly<Record<string, unknown>> & { readonly resources?: readonly object[] };
  /** What the role sets of the profile's parameters. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What the group's role says beside its profiles, such as logs. */
  readonly role: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** More files of the catalog by path, such as templates/x.hbs: a text, or data that becomes YAML. */
  readonly catalog: Readonly<Record<string, unknown>>;
  /** A shell script that brings a fresh machine into the state in which the tools find it. */
  readonly before?: string;
  /** A shell script that must succeed on each finished machine: that the two are not equal and both wrong. */
  readonly shows?: string;
}

const FOLDER = join(import.meta.dirname, 'cases');
const REQUIRED = ['summary', 'profile'];
const OPTIONAL = ['group', 'values', 'role', 'catalog', 'before', 'shows'];

/** All cases, by name. */
export function readCases(folder = FOLDER): Case[] {
  return globSync('*.yaml', { cwd: folder })
    .sort()
    .map((file) => parseCase(basename(file, '.yaml'), readFileSync(join(folder, file), 'utf8')));
}

/** Reads one case; an Error that names it if a key is missing or unknown. */
export function parseCase(name: string, text: string): Case {
  const data = parse(text) as Partial<Case> & Pick<Case, 'summary' | 'profile'>;
  const missing = REQUIRED.filter((key) => !Object.hasOwn(data, key));
  const unknown = Object.keys(data).filter((key) => ![...REQUIRED, ...OPTIONAL].includes(key));
  if (missing.length + unknown.length > 0)
    throw new Error(`case ${name}: keys missing: ${missing.join(' ')}; unknown: ${unknown.join(' ')}`);
  return { group: 'common', values: {}, role: {}, catalog: {}, ...data, name };
}
