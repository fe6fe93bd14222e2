import type { Parameter, Profile } from '../../catalog/model.ts';
import type { Value } from '../../catalog/types/value.ts';
import { chefProfileCookbook } from '../../naming/names.ts';
import { chefProperty } from '../encode/chef-property.ts';
import { type Code, commentText, encoded, identifier } from '../encode/code.ts';
import { rubyString, rubyValue } from '../encode/ruby.ts';
import { indented, spaced, unended } from '../indent.ts';
import { type FileSource, isTemplate, type LoweredProfile } from '../lower.ts';
import { type Mark, unmarked } from '../marks.ts';
import { render } from '../render.ts';
import { erb } from '../templates/erb.ts';
import { boundRecipes, parameterAttribute } from './bindings.ts';
import { chefBody, chefContext } from './body.ts';

/** The cookbook of one profile but for its metadata: a typed custom resource, and the recipe that uses it. */
export function chefProfile(lowered: LoweredProfile, mark: Mark = unmarked): [string, string][] {
  const { profile } = lowered;
  const cookbook = chefProfileCookbook(profile.name);
  const root = `cookbooks/${cookbook}`;
  const parameters = [...profile.parameters.values()];
  const head = {
    source: commentText(profile.file.path),
    summary: mark(commentText(profile.summary), 'summary'),
    cookbook: identifier(cookbook),
  };
  const properties = parameters.map((one) => propertyView(cookbook, one, mark));
  const defaults = parameters.flatMap((one) =>
    one.default === undefined
      ? []
      : [{ line: mark(attribute(cookbook, one.name, one.default), 'parameters', one.name, 'default') }],
  );
  const files: [string, string][] = [
    [
      `${root}/recipes/default.rb`,
      render('chef/profile-recipe.rb', {
        ...head,
        title: rubyString(profile.name),
        properties,
        bound: boundRecipes(profile, mark),
      }),
    ],
    [
      `${root}/resources/${profile.name}.rb`,
      render('chef/profile-resource.rb', {
        ...head,
        properties,
        body: unended(spaced([...bodyOf(lowered, cookbook, mark), ...doorOf(profile, mark)])),
      }),
    ],
    ...lowered.files.map((file) => sourceOf(root, file)),
  ];
  if (defaults.length > 0)
    files.push([`${root}/attributes/default.rb`, render('chef/attributes.rb', { ...head, attributes: defaults })]);
  return files;
}

const bodyOf = (lowered: LoweredProfile, cookbook: string, mark: Mark): Code[] =>
  lowered.body.length === 0 ? [] : [chefBody(lowered.body, chefContext(lowered, cookbook, mark))];

/** Code that the author of the profile answers for. */
function doorOf({ bindings, file }: Profile, mark: Mark): Code[] {
  const code = bindings.code.chef;
  if (code === undefined) return [];
  const head = `# Written by hand in ${commentText(file.path)}, code.chef:`;
  return [mark(indented(encoded(`${head}\n${code.trimEnd()}\n`)), 'code', 'chef')];
}

/** An assignment in an attributes file. */
export const attribute = (cookbook: string, name: string, value: Value): Code =>
  encoded(`default[${rubyString(cookbook)}][${rubyString(name)}] = ${rubyValue(value)}`);

function propertyView(cookbook: string, parameter: Parameter, mark: Mark) {
  const { type, constraint } = chefProperty(parameter.type);
  const marked = (code: Code, ...steps: string[]) => mark(code, 'parameters', parameter.name, ...steps);
  const description = rubyString(parameter.description.replace(/\s+/g, ' ').trim());
  return {
    name: identifier(parameter.name),
    type: marked(type),
    constraint: constraint ? marked(constraint) : false,
    required: parameter.type.optional !== true,
    description: marked(description, 'description'),
    attribute: marked(parameterAttribute(cookbook, parameter)),
  };
}

function sourceOf(root: string, file: FileSource): [string, string] {
  if (isTemplate(file)) return [`${root}/templates/${file.name}.erb`, erb(file.body, file.item !== undefined)];
  const text = file.body.map((node) => (node.kind === 'text' ? node.text : '')).join('');
  return [`${root}/files/${file.name}`, text];
}
