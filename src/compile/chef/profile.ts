import type { Parameter, Profile } from '../../catalog/model.ts';
import { chefProfileCookbook } from '../../naming/names.ts';
import { chefProperty } from '../encode/chef-property.ts';
import { type Code, commentText, encoded, identifier } from '../encode/code.ts';
import { rubyString, rubyValue } from '../encode/ruby.ts';
import { indented, spaced, unended } from '../indent.ts';
import { type FileSource, isTemplate, type LoweredProfile } from '../lower.ts';
import { render } from '../render.ts';
import { erb } from '../templates/erb.ts';
import { boundRecipes, parameterAttribute } from './bindings.ts';
import { chefBody, chefContext } from './body.ts';

/** The cookbook of one profile but for its metadata: a typed custom resource, and the recipe that uses it. */
export function chefProfile(lowered: LoweredProfile): [string, string][] {
  const { profile } = lowered;
  const cookbook = chefProfileCookbook(profile.name);
  const root = `cookbooks/${cookbook}`;
  const parameters = [...profile.parameters.values()];
  const head = {
    source: commentText(profile.file.path),
    summary: commentText(profile.summary),
    cookbook: identifier(cookbook),
  };
  const properties = parameters.map((one) => propertyView(cookbook, one));
  const defaults = parameters.flatMap((one) =>
    one.default === undefined ? [] : [attribute(cookbook, one.name, rubyValue(one.default))],
  );
  const files: [string, string][] = [
    [
      `${root}/recipes/default.rb`,
      render('chef/profile-recipe.rb', {
        ...head,
        title: rubyString(profile.name),
        properties,
        bound: boundRecipes(profile),
      }),
    ],
    [
      `${root}/resources/${profile.name}.rb`,
      render('chef/profile-resource.rb', {
        ...head,
        properties,
        body: unended(spaced([...bodyOf(lowered, cookbook), ...doorOf(profile)])),
      }),
    ],
    ...lowered.files.map((file) => sourceOf(root, file)),
  ];
  if (defaults.length > 0)
    files.push([`${root}/attributes/default.rb`, render('chef/attributes.rb', { ...head, attributes: defaults })]);
  return files;
}

const bodyOf = (lowered: LoweredProfile, cookbook: string): Code[] =>
  lowered.body.length === 0 ? [] : [chefBody(lowered.body, chefContext(lowered, cookbook))];

/** Code that the author of the profile answers for. */
function doorOf({ bindings, file }: Profile): Code[] {
  const code = bindings.code.chef;
  if (code === undefined) return [];
  return [indented(encoded(`# Written by hand in ${commentText(file.path)}, code.chef:\n${code.trimEnd()}\n`))];
}

/** An assignment in an attributes file. */
export const attribute = (cookbook: string, name: string, value: Code): { line: Code } => ({
  line: encoded(`default[${rubyString(cookbook)}][${rubyString(name)}] = ${value}`),
});

function propertyView(cookbook: string, parameter: Parameter) {
  const { type, constraint } = chefProperty(parameter.type);
  return {
    name: identifier(parameter.name),
    type,
    constraint: constraint ?? false,
    required: parameter.type.optional !== true,
    description: rubyString(parameter.description.replace(/\s+/g, ' ').trim()),
    attribute: parameterAttribute(cookbook, parameter),
  };
}

function sourceOf(root: string, file: FileSource): [string, string] {
  if (isTemplate(file)) return [`${root}/templates/${file.name}.erb`, erb(file.body, file.item !== undefined)];
  const text = file.body.map((node) => (node.kind === 'text' ? node.text : '')).join('');
  return [`${root}/files/${file.name}`, text];
}
