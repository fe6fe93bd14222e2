import type { CoreDirectory, CoreFile } from '../../catalog/resources/core-resource.ts';
import { literalOf, parentOf, type Text, textOf } from '../../catalog/templates/text.ts';
import { type Code, encoded } from '../encode/code.ts';
import { puppetString } from '../encode/puppet.ts';
import { indented, spaced } from '../indent.ts';
import { type FileSource, isTemplate, type Lowered, type LoweredBlock, type LoweredResource } from '../lower.ts';
import type { Mark } from '../marks.ts';
import { puppetReference } from '../templates/epp.ts';
import { puppetTest } from './condition.ts';
import { packageAttributes, puppetCore } from './core.ts';
import { references } from './reference.ts';
import { type Attributes, resource } from './resource.ts';
import { puppetText } from './text.ts';

/** What stands in the class of a profile. */
export const puppetBody = (profile: string, body: readonly Lowered[], mark: Mark): Code =>
  spaced(body.map((one) => mark(declaration(profile, one, mark), 'resources', one.entry)));

function declaration(profile: string, one: Lowered, mark: Mark): Code {
  switch (one.kind) {
    case 'packages': {
      const names = one.packages.map(({ name }) => puppetText(name));
      const title = names.length === 1 ? (names[0] ?? '') : `[${names.join(', ')}]`;
      return resource('package', encoded(title), packageAttributes({ state: 'installed' }));
    }
    case 'block':
      return block(profile, one, mark);
    default:
      return single(profile, one);
  }
}

function single(profile: string, one: LoweredResource): Code {
  const { core, file } = one;
  const { type, attributes } = puppetCore(core, file ? contents(profile, file) : {});
  const title = puppetText('path' in core ? core.path : core.name);
  const declared = resource(type, title, {
    ...attributes,
    require: references(core.type === 'user' ? [groupOf(core.group), ...one.requires] : one.requires),
    notify: references(one.notifies),
    subscribe: references(one.subscribes),
  });
  const isBelow = core.type === 'directory' || core.type === 'file';
  return isBelow && hasParents(core) ? spaced([parents(core), declared]) : declared;
}

const groupOf = (name: Text) => ({ type: 'group', name, system: false }) as const;

/** Folders that every Debian has (file-hierarchy(7)). */
const THERE = new Set(
  '/ /etc /home /media /mnt /opt /run /srv /usr/local /var /var/cache /var/lib /var/log'.split(' '),
);

const hasParents = ({ parents: wanted = false, path }: CoreDirectory | CoreFile): boolean =>
  wanted && !THERE.has(literalOf(parentOf(path)) ?? '');

/** Puppet makes no folders above one. */
function parents({ path }: CoreDirectory | CoreFile): Code {
  const above = parentOf(path);
  return resource('exec', puppetText(textOf('folders above ', path)), {
    command: encoded(`['/bin/mkdir', '-p', ${puppetText(above)}]`),
    creates: puppetText(above),
  });
}

/** A file is shipped as it is, or made by its template. */
function contents(profile: string, file: FileSource): Attributes {
  const path = `profile/${profile}/${file.name}`;
  if (!isTemplate(file)) return { source: puppetString(`puppet:///modules/${path}`) };
  const names = [
    ...file.parameters.map(({ name }) => name),
    ...(file.loop.key ? ['_key'] : []),
    ...(file.loop.item ? ['_item'] : []),
  ];
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const pairs = names.map((name) => `      ${puppetString(name).padEnd(width)} => $${name},\n`);
  return { content: encoded(`epp(${puppetString(`${path}.epp`)}, {\n${pairs.join('')}    })`) };
}

function block(profile: string, { when, each, body }: LoweredBlock, mark: Mark): Code {
  const inner = indented(puppetBody(profile, body, mark));
  if (each) {
    const variables = each.keyed ? '$_key, $_item' : '$_item';
    const over = puppetReference(each.over);
    return encoded(`  ${over}.each |${variables}| {\n${inner}  }\n`);
  }
  return when ? encoded(`  ${puppetTest(when)} {\n${inner}  }\n`) : inner;
}
