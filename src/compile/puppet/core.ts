import type {
  CoreExec,
  CoreFile,
  CorePackage,
  CoreResource,
  CoreService,
  CoreUser,
  Count,
  FileAttributes,
} from '../../catalog/resources/core-resource.ts';
import { written } from '../../catalog/templates/text.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { type Code, encoded } from '../encode/code.ts';
import { puppetString, puppetValue } from '../encode/puppet.ts';
import { SEARCH_PATH } from '../search-path.ts';
import { checkLine } from '../shell-line.ts';
import { puppetReference } from '../templates/epp.ts';
import { type Attributes, word } from './resource.ts';
import { puppetText, puppetTexts } from './text.ts';

/** What a core resource is in Puppet, but for what it depends on; a file's contents are given. */
export function puppetCore(
  core: CoreResource,
  contents: Attributes,
): { readonly type: string; attributes: Attributes } {
  switch (core.type) {
    case 'package':
      return { type: 'package', attributes: packageAttributes(core) };
    case 'group':
      return {
        type: 'group',
        attributes: { ensure: word('present'), gid: number(core.gid), system: flag(core.system) },
      };
    case 'user':
      return { type: 'user', attributes: userAttributes(core) };
    case 'directory':
      return { type: 'file', attributes: { ensure: word('directory'), ...ownership(core) } };
    case 'file':
      return {
        type: 'file',
        attributes: { ensure: word('file'), ...ownership(core), ...contents, ...validation(core) },
      };
    case 'link':
      return { type: 'file', attributes: { ensure: word('link'), target: puppetText(core.target) } };
    case 'service':
      return { type: 'service', attributes: serviceAttributes(core) };
    case 'exec':
      return { type: 'exec', attributes: execAttributes(core) };
    default:
      return unreachable(core);
  }
}

/** Debian's packages without those that are only recommended. */
export const packageAttributes = ({ state, version }: Pick<CorePackage, 'state' | 'version'>): Attributes =>
  state === 'absent'
    ? { ensure: word('purged') }
    : {
        ensure: version ? puppetText(version) : word('installed'),
        mark: state === 'held' ? word('hold') : undefined,
        install_options: puppetValue(['--no-install-recommends']),
      };

const userAttributes = (user: CoreUser): Attributes => ({
  ensure: word('present'),
  uid: number(user.uid),
  system: flag(user.system),
  gid: puppetText(user.group),
  groups: user.groups.length === 0 ? undefined : puppetTexts(user.groups, '    '),
  comment: user.comment && puppetText(user.comment),
  home: puppetText(user.home),
  shell: puppetText(user.shell),
  managehome: word(user.makesHome ? 'true' : 'false'),
});

const ownership = ({ owner, group, mode }: FileAttributes): Attributes => ({
  owner: puppetText(owner),
  group: puppetText(group),
  mode: puppetText(mode),
});

const validation = ({ validate }: CoreFile): Attributes =>
  validate ? { validate_cmd: puppetText(checkLine(validate, '%')) } : {};

const serviceAttributes = ({ enabled, state }: CoreService): Attributes => ({
  ensure: state && word(state),
  enable: word(enabled ? 'true' : 'false'),
});

function execAttributes(exec: CoreExec): Attributes {
  const { guard } = exec;
  const command = (words: typeof exec.command) => puppetTexts(words, '    ');
  const environment = exec.environment.map(([name, value]) => [{ kind: 'text' as const, text: `${name}=` }, ...value]);
  return {
    command: command(exec.command),
    path: isScript(exec) ? puppetString(SEARCH_PATH) : undefined,
    creates: guard.kind === 'creates' ? puppetText(guard.path) : undefined,
    unless: guard.kind === 'unless' ? encoded(`[${command(guard.command)}]`) : undefined,
    onlyif: guard.kind === 'only_if' ? encoded(`[${command(guard.command)}]`) : undefined,
    refreshonly: guard.kind === 'notified' ? word('true') : undefined,
    user: exec.user && puppetText(exec.user),
    cwd: exec.directory && puppetText(exec.directory),
    environment: environment.length === 0 ? undefined : puppetTexts(environment, '    '),
    timeout: exec.timeout === 300 ? undefined : number(exec.timeout),
  };
}

const isScript = ({ command: [first] }: CoreExec): boolean => first !== undefined && written(first) === '/bin/sh';

const flag = (value: boolean): Code | undefined => (value ? word('true') : undefined);

function number(value: Count | undefined): Code | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'number' ? puppetValue(value) : encoded(puppetReference(value));
}
