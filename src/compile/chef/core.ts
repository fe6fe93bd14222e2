import type {
  CoreExec,
  CorePackage,
  CoreResource,
  CoreService,
  CoreUser,
  Count,
  FileAttributes,
  Guard,
} from '../../catalog/resources/core-resource.ts';
import { parentOf, type Text, written } from '../../catalog/templates/text.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { type Code, encoded } from '../encode/code.ts';
import { rubyString } from '../encode/ruby.ts';
import { type FileSource, isTemplate } from '../lower.ts';
import { SEARCH_PATH } from '../search-path.ts';
import { checkLine, shellLine } from '../shell-line.ts';
import { action, data, environment, property, resource } from './resource.ts';
import { rubyReference, rubyText, rubyTexts } from './text.ts';

type Lines = readonly (Code | undefined)[];

/** The source of a file; what says that a command that waits to be notified has been, if that is not told at once. */
interface Known {
  readonly file: FileSource | undefined;
  readonly due: Code | undefined;
}

/** A core resource in Chef; `contents` says where a file's come from, `links` what it notifies. */
export function chefCore(core: CoreResource, contents: Lines, links: Lines, { file, due }: Known): Code[] {
  const type = chefType(core, file);
  const title = rubyText('path' in core ? core.path : core.name);
  switch (core.type) {
    case 'package':
      return packageResources(core, title, links);
    case 'group':
      return [resource(type, title, [count('gid', core.gid), ...groupLines(core.system), ...links])];
    case 'user':
      return [
        resource(type, title, [...userLines(core), ...links]),
        ...core.groups.map((one) => membership(core, one)),
      ];
    case 'directory':
      return [
        resource(type, title, [...ownership(core), core.parents ? data('recursive', true) : undefined, ...links]),
      ];
    case 'file':
      return [
        ...(core.parents ? [resource('directory', rubyText(parentOf(core.path)), [data('recursive', true)])] : []),
        resource(type, title, [...contents, ...ownership(core), verification(core.validate), ...links]),
      ];
    case 'link':
      return [resource(type, title, [property('to', rubyText(core.target)), ...links])];
    case 'service':
      return [resource(type, title, [...links, serviceAction(core)])];
    case 'exec':
      return [resource(type, title, [...execLines(core), ...links, ...(due ? [due] : guardLines(core.guard))])];
    default:
      return unreachable(core);
  }
}

/** The name of a core resource's type in Chef. */
export function chefType(core: CoreResource, file: FileSource | undefined): string {
  switch (core.type) {
    case 'package':
      return 'apt_package';
    case 'file':
      return file && isTemplate(file) ? 'template' : 'cookbook_file';
    case 'exec':
      return 'execute';
    default:
      return core.type;
  }
}

/** Debian's packages without those that are only recommended. */
export const packageLines = ({ state, version }: Pick<CorePackage, 'state' | 'version'>): Lines =>
  state === 'absent'
    ? [action('purge')]
    : [version && property('version', rubyText(version)), data('options', '--no-install-recommends')];

/** apt-mark takes none of apt-get's options, so a hold stands for itself. */
function packageResources(core: CorePackage, title: Code, links: Lines): Code[] {
  const installed = resource('apt_package', title, [...packageLines(core), ...links]);
  return core.state === 'held' ? [installed, resource('apt_package', title, [action('lock')])] : [installed];
}

/** A group keeps the members that it has: Chef would take them away without `append`. */
const groupLines = (system: boolean): Lines => [system ? data('system', true) : undefined, data('append', true)];

const userLines = (user: CoreUser): Lines => [
  count('uid', user.uid),
  user.system ? data('system', true) : undefined,
  property('gid', rubyText(user.group)),
  user.comment && property('comment', rubyText(user.comment)),
  property('home', rubyText(user.home)),
  property('shell', rubyText(user.shell)),
  data('manage_home', user.makesHome),
];

const count = (name: string, value: Count | undefined): Code | undefined =>
  value === undefined || typeof value === 'number' ? data(name, value) : property(name, rubyReference(value));

const membership = ({ name }: CoreUser, group: Text): Code =>
  resource('group', rubyText(group), [property('members', rubyTexts([name])), data('append', true)]);

const ownership = ({ owner, group, mode }: FileAttributes): Lines => [
  property('owner', rubyText(owner)),
  property('group', rubyText(group)),
  property('mode', rubyText(mode)),
];

const verification = (command: readonly Text[] | undefined): Code | undefined =>
  command && property('verify', rubyText(checkLine(command, '%{path}')));

const serviceAction = ({ enabled, state }: CoreService): Code => {
  if (state === 'stopped') return enabled ? action('enable', 'stop') : action('disable', 'stop');
  return state === 'running' ? action('enable', 'start') : action(enabled ? 'enable' : 'disable');
};

function execLines(exec: CoreExec): Lines {
  const path = written(exec.command[0] ?? []) === '/bin/sh' ? ([['PATH', rubyString(SEARCH_PATH)]] as const) : [];
  const values = exec.environment.map(([name, value]) => [name, rubyText(value)] as const);
  return [
    property('command', rubyTexts(exec.command)),
    exec.user && property('user', rubyText(exec.user)),
    ...(exec.user ? ownGroups(exec.user) : []),
    exec.directory && property('cwd', rubyText(exec.directory)),
    environment([...path, ...values]),
    data('timeout', exec.timeout),
  ];
}

/** The account's groups: Chef would leave root's. In a dry run there may be no such account yet. */
const ownGroups = (user: Text): Lines => [
  property('group', encoded(`lazy { Etc::Passwd.find { |account| account.name == ${rubyText(user)} }&.gid }`)),
  data('login', true),
];

function guardLines(guard: Guard): Lines {
  switch (guard.kind) {
    case 'creates':
      return [property('creates', rubyText(guard.path))];
    case 'unless':
      return [property('not_if', rubyText(shellLine(guard.command)))];
    case 'only_if':
      return [property('only_if', rubyText(shellLine(guard.command)))];
    case 'notified':
      return [action('nothing')];
    default:
      return unreachable(guard);
  }
}
