import type { TypeDeclaration } from '../../src/catalog/types/declared-type.ts';
import type { Value } from '../../src/catalog/types/value.ts';
import { compile, type Generated, treeOf } from '../../src/compile/compile.ts';
import { hieraEntry } from '../../src/compile/encode/hiera.ts';
import { rubyValue } from '../../src/compile/encode/ruby.ts';
import { chef, puppet } from '../encode/real-tools.ts';
import { catalogOf } from './catalogs.ts';

/** A declaration of a parameter, and a value that somebody gives to the tool for it. */
export interface TypeCase {
  readonly declared: TypeDeclaration;
  /** A value of the type, so that a catalog with it compiles. */
  readonly good: Value;
  readonly value: Value;
}

/** What a tool says of each case; null where it takes the value. */
export interface Verdicts {
  readonly puppet: readonly (string | null)[];
  readonly chef: readonly (string | null)[];
}

/** Compiles a profile for each case, and gives both tools the case's value where they look for it: in one run each. */
export async function verdicts(cases: readonly TypeCase[]): Promise<Verdicts> {
  const names = namesOf(cases);
  const generated = compiled(cases);
  const hiera = cases.map(({ value }, index) => hieraEntry(`profile::${names[index]}::x`, value)).join('');
  const attributes = cases.map(({ value }, index) => `default['profile_${names[index]}']['x'] = ${rubyValue(value)}\n`);
  const toPuppet = new Map(treeOf(generated, 'puppet'))
    .set('data/common.yaml', `---\n${hiera}`)
    .set('classes.json', JSON.stringify(names.map((name) => `profile::${name}`)));
  const toChef = new Map(treeOf(generated, 'chef'))
    .set('attributes/cases.rb', attributes.join(''))
    .set('recipes.json', JSON.stringify(names.map((name) => `profile_${name}`)));
  const [byPuppet, byChef] = await Promise.all([puppet(toPuppet), chef(toChef)]);
  return { puppet: byPuppet.classes, chef: byChef.refusals };
}

/** What a catalog with a profile for each case compiles to. */
export const compiled = (cases: readonly TypeCase[]): Generated =>
  compile(catalogOf({ shownAs: 'catalog/', texts: catalogTexts(cases, namesOf(cases)), problems: [] }));

const namesOf = (cases: readonly TypeCase[]): string[] => cases.map((_, index) => `case_${index}`);

function catalogTexts(cases: readonly TypeCase[], names: readonly string[]): Map<string, string> {
  const profiles = cases.map(({ declared, good }, index): [string, string] => {
    const parameters = { x: { ...declared, ...(declared.optional ? {} : { default: good }) } };
    return [`profiles/${names[index]}.yaml`, JSON.stringify({ profile: names[index], parameters, resources: [] })];
  });
  return new Map([
    ['catalog.yaml', JSON.stringify({ catalog: 'types', os: 'debian-12' })],
    ['roles/all.yaml', JSON.stringify({ role: 'all', uses: names })],
    ...profiles,
  ]);
}
