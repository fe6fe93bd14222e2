import type { Parameter } from '../../catalog/model.ts';
import { puppetProfileClass } from '../../naming/names.ts';
import { type Code, commentLines, commentText, encoded, identifier } from '../encode/code.ts';
import { puppetString, puppetValue } from '../encode/puppet.ts';
import { puppetType } from '../encode/puppet-type.ts';
import type { LoweredFile, LoweredProfile } from '../lower.ts';
import { render } from '../render.ts';
import { epp } from '../templates/epp.ts';
import { type PuppetResource, reference, resource, together, word } from './resource.ts';

const MODULE = 'site-modules/profile';

/** The files of one profile: its class, and the templates and files that the class uses. */
export function puppetProfile(lowered: LoweredProfile): [string, string][] {
  const { profile } = lowered;
  return [
    [`${MODULE}/manifests/${profile.name}.pp`, classText(lowered)],
    ...lowered.files.map((file) => sourceOf(profile.name, file)),
  ];
}

function sourceOf(profile: string, file: LoweredFile): [string, string] {
  if (file.parameters.length === 0) {
    const text = file.body.map((node) => (node.kind === 'text' ? node.text : '')).join('');
    return [`${MODULE}/files/${profile}/${file.source}`, text];
  }
  return [`${MODULE}/templates/${profile}/${file.source}.epp`, epp(file.body, file.parameters)];
}

function classText(lowered: LoweredProfile): string {
  const { profile } = lowered;
  const parameters = [...profile.parameters.values()];
  const sorted = [...parameters.filter(isRequired), ...parameters.filter((one) => !isRequired(one))];
  return fitted(
    render('puppet/profile.pp', {
      source: commentText(profile.file.path),
      summary: commentText(profile.summary),
      class: identifier(puppetProfileClass(profile.name)),
      documentation: sorted.map((one) => ({
        name: identifier(one.name),
        description: commentLines(one.description, '#   '),
      })),
      parameters: aligned(sorted),
      resources: resources(lowered),
    }),
  );
}

/** A literal cannot be broken or written in another way: where puppet-lint minds, the line says so. */
const fitted = (text: string): string =>
  text.replace(/^(?! *#).*$/gmu, (line) => {
    const minds = [
      ...([...line].length > 140 ? ['lint:ignore:140chars'] : []),
      ...(/\\(u\{|r)/.test(line) ? ['lint:ignore:double_quoted_strings'] : []),
    ];
    return minds.length === 0 ? line : `${line} # ${minds.join(' ')}`;
  });

const isRequired = (parameter: Parameter): boolean => parameter.default === undefined;

/** Parameters as they stand in the class header, names and defaults in columns; a long type has lines of its own. */
function aligned(parameters: readonly Parameter[]): { declaration: Code }[] {
  const types = parameters.map((one) => puppetType(one.type, '  '));
  const width = Math.max(0, ...types.filter((type) => !type.includes('\n')).map((type) => type.length));
  const inColumns = parameters.filter((_, index) => !types[index]?.includes('\n'));
  const nameWidth = Math.max(0, ...inColumns.map((one) => one.name.length));
  return parameters.map((one, index) => {
    const type = types[index] ?? '';
    const [padded, name] = inColumns.includes(one)
      ? [type.padEnd(width), one.name.padEnd(nameWidth)]
      : [type, one.name];
    const fallback = one.default === undefined ? '' : ` = ${puppetValue(one.default, '  ')}`;
    return { declaration: encoded(`${padded} $${fallback === '' ? one.name : name}${fallback}`) };
  });
}

function resources(lowered: LoweredProfile): PuppetResource[] {
  const packages = reference('Package', lowered.packages);
  const reload = lowered.files.some((file) => file.systemd) ? `systemd reload for ${lowered.profile.name}` : undefined;
  return [
    ...packageResource(lowered.packages),
    ...lowered.users.flatMap((user) => accountResources(user, packages)),
    ...lowered.directories.map(({ path, ...attributes }) =>
      resource('file', puppetString(path), { ensure: word('directory'), ...ownership(attributes), require: packages }),
    ),
    ...lowered.files.map((file) => fileResource(lowered.profile.name, file, packages, reload)),
    ...(reload === undefined ? [] : [reloadResource(reload)]),
    ...lowered.services.map((service) => serviceResource(service, lowered, packages, reload)),
  ];
}

function packageResource(names: readonly string[]): PuppetResource[] {
  if (names.length === 0) return [];
  const [only] = names;
  const title = names.length === 1 && only !== undefined ? puppetString(only) : puppetValue(names);
  return [
    resource('package', title, {
      ensure: word('installed'),
      install_options: puppetValue(['--no-install-recommends']),
    }),
  ];
}

function accountResources(user: LoweredProfile['users'][number], packages: Code | undefined): PuppetResource[] {
  const system = user.system ? word('true') : undefined;
  const title = puppetString(user.name);
  const group = resource('group', title, { ensure: word('present'), system, require: packages });
  const account = resource('user', title, {
    ensure: word('present'),
    system,
    gid: title,
    home: puppetString(user.home),
    shell: puppetString(user.shell),
    managehome: word('false'),
    require: reference('Group', [user.name]),
  });
  return [group, account];
}

const ownership = ({ owner, group, mode }: { owner: string; group: string; mode: string }) => ({
  owner: puppetString(owner),
  group: puppetString(group),
  mode: puppetString(mode),
});

function fileResource(
  profile: string,
  file: LoweredFile,
  packages: Code | undefined,
  reload: string | undefined,
): PuppetResource {
  const services = reference('Service', file.notifies);
  return resource('file', puppetString(file.path), {
    ensure: word('file'),
    ...ownership(file),
    ...contents(profile, file),
    require: packages,
    notify: together([file.systemd && reload !== undefined ? reference('Exec', [reload]) : undefined, services]),
  });
}

function contents(profile: string, file: LoweredFile): { source: Code } | { content: Code } {
  if (file.parameters.length === 0)
    return { source: puppetString(`puppet:///modules/profile/${profile}/${file.source}`) };
  const width = Math.max(...file.parameters.map((one) => one.name.length)) + 2;
  const pairs = file.parameters.map((one) => `      ${puppetString(one.name).padEnd(width)} => $${one.name},\n`);
  return {
    content: encoded(`epp(${puppetString(`profile/${profile}/${file.source}.epp`)}, {\n${pairs.join('')}    })`),
  };
}

const reloadResource = (title: string): PuppetResource =>
  resource('exec', puppetString(title), {
    command: puppetString('/usr/bin/systemctl daemon-reload'),
    refreshonly: word('true'),
  });

function serviceResource(
  service: LoweredProfile['services'][number],
  lowered: LoweredProfile,
  packages: Code | undefined,
  reload: string | undefined,
): PuppetResource {
  const unitFiles = lowered.files.filter((file) => file.path === `/etc/systemd/system/${service.name}.service`);
  return resource('service', puppetString(service.name), {
    ensure: service.running ? word('running') : undefined,
    enable: word('true'),
    require: together([
      packages,
      reference(
        'File',
        unitFiles.map((file) => file.path),
      ),
      reload === undefined ? undefined : reference('Exec', [reload]),
    ]),
  });
}
