import type { Parameter, Profile, ProfileUse } from '../../catalog/model.ts';
import type { BoundData, Pin } from '../../catalog/resources/bindings.ts';
import type { Reference } from '../../catalog/templates/template.ts';
import { chefProfileCookbook } from '../../naming/names.ts';
import { type Code, encoded } from '../encode/code.ts';
import { rubyString, rubyValue } from '../encode/ruby.ts';
import type { Mark } from '../marks.ts';
import { digging } from '../templates/erb.ts';
import { rubyTextBy } from './text.ts';

/** A parameter of a profile in a recipe. */
export const parameterAttribute = (cookbook: string, { name }: Parameter): Code =>
  encoded(`node[${rubyString(cookbook)}][${rubyString(name)}]`);

/**
 * Lines of a profile's recipe that hand attributes to the recipes of others and run them. Attributes are set here and not
 * in an attributes file, which would be read before the role's own.
 */
export function boundRecipes(
  { name, bindings }: Profile,
  mark: Mark,
): { attributes: { line: Code }[]; recipes: { line: Code }[] } {
  const cookbook = chefProfileCookbook(name);
  const attributes = leaves(bindings.attributes.data as object).map(([path, value]) => {
    const place = path.map((key) => `[${rubyString(key)}]`).join('');
    const line = encoded(`node.default${place} = ${rubyValue(value, '', leafOf(bindings.attributes, cookbook))}`);
    return { line: mark(line, 'bindings', 'chef', 'attributes', ...path) };
  });
  return {
    attributes,
    recipes: bindings.recipes.map((recipe, index) => ({
      line: mark(encoded(`include_recipe ${rubyString(recipe)}`), 'bindings', 'chef', 'recipes', index),
    })),
  };
}

type Leaf = readonly [path: readonly string[], value: Parameters<typeof rubyValue>[0]];

/** Each attribute by its whole path: setting a whole map would take others in it away. */
function leaves(data: object, above: readonly string[] = []): Leaf[] {
  return Object.entries(data).flatMap(([key, value]): Leaf[] => {
    const path = [...above, key];
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
    return isMap ? leaves(value, path) : [[path, value]];
  });
}

function leafOf({ bound }: BoundData, cookbook: string): (text: string) => Code {
  const read = (reference: Reference): string =>
    reference.scope === 'parameter'
      ? digging(`node[${rubyString(cookbook)}][${rubyString(reference.name)}]`, reference.keys.map(rubyString))
      : '';
  return (text) => {
    const meant = bound.get(text);
    if (!meant) return rubyString(text);
    return 'parameter' in meant ? parameterAttribute(cookbook, meant.parameter) : rubyTextBy(meant.text, read);
  };
}

/** Cookbooks of others that a profile's cookbook depends on. */
export const foreignCookbooks = ({ bindings }: Profile): string[] => {
  const named = [...bindings.cookbooks.keys(), ...bindings.recipes.map((recipe) => recipe.split('::')[0] ?? recipe)];
  return [...new Set(named)].sort();
};

/** The lines of a Policyfile that pin the cookbooks of a role's profiles. */
export function policyfilePins(uses: readonly ProfileUse[]): { line: Code }[] {
  const pins = new Map(uses.flatMap(({ profile }) => [...profile.bindings.cookbooks]));
  return [...pins]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, pin]) => ({ line: encoded(`cookbook ${pinned(name, pin)}`) }));
}

const pinned = (name: string, pin: Pin): string =>
  'version' in pin
    ? `${rubyString(name)}, ${rubyString(`= ${pin.version}`)}`
    : `${rubyString(name)}, git: ${rubyString(pin.git)}, ref: ${rubyString(pin.ref)}`;
