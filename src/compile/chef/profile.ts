import type { Parameter } from '../../catalog/model.ts';
import { chefProfileCookbook } from '../../naming/names.ts';
import { chefProperty } from '../encode/chef-property.ts';
import { type Code, commentText, encoded, identifier } from '../encode/code.ts';
import { rubyString, rubyValue } from '../encode/ruby.ts';
import type { LoweredFile, LoweredProfile } from '../lower.ts';
import { render } from '../render.ts';
import { erb } from '../templates/erb.ts';
import { action, type ChefResource, notifies, property, resource, variables } from './resource.ts';

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
      render('chef/profile-recipe.rb', { ...head, title: rubyString(profile.name), properties }),
    ],
    [
      `${root}/resources/${profile.name}.rb`,
      render('chef/profile-resource.rb', { ...head, properties, resources: resources(lowered, cookbook) }),
    ],
    ...lowered.files.map((file) => sourceOf(root, file)),
  ];
  if (defaults.length > 0)
    files.push([`${root}/attributes/default.rb`, render('chef/attributes.rb', { ...head, attributes: defaults })]);
  return files;
}

/** An assignment in an attributes file. */
export const attribute = (cookbook: string, name: string, value: Code): { line: Code } => ({
  line: encoded(`default[${rubyString(cookbook)}][${rubyString(name)}] = ${value}`),
});

function propertyView(cookbook: string, parameter: Parameter) {
  const { type, constraint } = chefProperty(parameter.type);
  const plain = { array: '.to_a', object: '.to_h' }[parameter.type.type as string] ?? '';
  return {
    name: identifier(parameter.name),
    type,
    constraint: constraint ?? false,
    description: rubyString(parameter.description.replace(/\s+/g, ' ').trim()),
    attribute: encoded(`node[${rubyString(cookbook)}][${rubyString(parameter.name)}]${plain}`),
  };
}

function sourceOf(root: string, file: LoweredFile): [string, string] {
  if (file.parameters.length > 0) return [`${root}/templates/${file.source}.erb`, erb(file.body)];
  const text = file.body.map((node) => (node.kind === 'text' ? node.text : '')).join('');
  return [`${root}/files/${file.source}`, text];
}

function resources(lowered: LoweredProfile, cookbook: string): ChefResource[] {
  const reload = lowered.files.some((file) => file.systemd) ? `systemd reload for ${lowered.profile.name}` : undefined;
  return [
    ...packageResource(lowered.packages),
    ...lowered.users.flatMap(accountResources),
    ...lowered.directories.map((one) => resource('directory', rubyString(one.path), ownership(one))),
    ...(reload === undefined ? [] : [reloadResource(reload)]),
    ...lowered.files.map((file) => fileResource(file, cookbook, reload)),
    ...lowered.services.map((service) =>
      resource('service', rubyString(service.name), [service.running ? action('enable', 'start') : action('enable')]),
    ),
  ];
}

function packageResource(names: readonly string[]): ChefResource[] {
  const [only] = names;
  if (only === undefined) return [];
  const title = names.length === 1 ? rubyString(only) : rubyValue(names);
  return [resource('apt_package', title, [property('options', '--no-install-recommends')])];
}

/** A group keeps the members that it has: Chef would take them away without `append`. */
function accountResources(user: LoweredProfile['users'][number]): ChefResource[] {
  const system = user.system ? property('system', true) : undefined;
  const title = rubyString(user.name);
  return [
    resource('group', title, [system, property('append', true)]),
    resource('user', title, [
      system,
      property('gid', user.name),
      property('home', user.home),
      property('shell', user.shell),
      property('manage_home', false),
    ]),
  ];
}

const ownership = ({ owner, group, mode }: { owner: string; group: string; mode: string }): Code[] => [
  property('owner', owner),
  property('group', group),
  property('mode', mode),
];

const reloadResource = (title: string): ChefResource =>
  resource('execute', rubyString(title), [property('command', '/usr/bin/systemctl daemon-reload'), action('nothing')]);

function fileResource(file: LoweredFile, cookbook: string, reload: string | undefined): ChefResource {
  const isTemplate = file.parameters.length > 0;
  return resource(isTemplate ? 'template' : 'cookbook_file', rubyString(file.path), [
    property('cookbook', cookbook),
    property('source', isTemplate ? `${file.source}.erb` : file.source),
    ...ownership(file),
    isTemplate ? variables(file.parameters.map((one) => one.name)) : undefined,
    file.systemd && reload !== undefined ? notifies('run', 'execute', reload, 'immediately') : undefined,
    ...file.notifies.map((name) => notifies('restart', 'service', name, 'delayed')),
  ]);
}
