import type { Condition } from '../../catalog/resources/condition.ts';
import { type CoreResource, identityOf, isNotified } from '../../catalog/resources/core-resource.ts';
import { type Text, textOf } from '../../catalog/templates/text.ts';
import { type Code, encoded } from '../encode/code.ts';
import { indented, spaced } from '../indent.ts';
import {
  type FileSource,
  isTemplate,
  type Lowered,
  type LoweredBlock,
  type LoweredProfile,
  type LoweredResource,
} from '../lower.ts';
import type { Mark } from '../marks.ts';
import { chefTest } from './condition.ts';
import { chefCore, chefType, packageLines } from './core.ts';
import { action, data, resource, variables } from './resource.ts';
import { rubyReference, rubyText } from './text.ts';

/** What knows the files of the whole profile: a name of a resource in Chef depends on where its bytes come from. */
export interface ChefContext {
  readonly cookbook: string;
  readonly sourceOf: (core: CoreResource) => FileSource | undefined;
  /** Commands that run at their own place, once, if something that notifies them has changed before. */
  readonly deferred: ReadonlySet<CoreResource>;
  readonly mark: Mark;
}

/** What the resources of a profile need to know of each other. */
export function chefContext({ body }: LoweredProfile, cookbook: string, mark: Mark): ChefContext {
  const all = body.flatMap(resourcesIn);
  const sources = new Map(all.map(({ core, file }) => [core, file]));
  const deferred = all.filter(({ core, origin }) => isNotified(core) && origin.kind === 'exec' && origin.index >= 0);
  return { cookbook, sourceOf: (core) => sources.get(core), deferred: new Set(deferred.map(({ core }) => core)), mark };
}

function resourcesIn(one: Lowered): LoweredResource[] {
  if (one.kind === 'block') return one.body.flatMap(resourcesIn);
  return one.kind === 'resource' ? [one] : [];
}

/** What stands in the action of a profile's custom resource. What waits to be notified must be known before. */
export function chefBody(body: readonly Lowered[], context: ChefContext): Code {
  const notified = body.filter((one) => one.kind === 'resource').filter(({ core }) => isNotified(core));
  const atOnce = notified.filter(({ core }) => !context.deferred.has(core));
  const notes = notified.filter(({ core }) => context.deferred.has(core)).map((one) => dueNote(one, context));
  const rest = body.filter((one) => one.kind !== 'resource' || !atOnce.includes(one));
  return spaced([...notes, ...[...atOnce, ...rest].flatMap((one) => markedDeclarations(one, context))]);
}

const markedDeclarations = (one: Lowered, context: ChefContext): Code[] =>
  declarations(one, context).map((code) => context.mark(code, 'resources', one.entry));

function declarations(one: Lowered, context: ChefContext): Code[] {
  switch (one.kind) {
    case 'packages': {
      const names = one.packages.map(({ name }) => rubyText(name));
      const title = names.length === 1 ? (names[0] ?? '') : `%w(${one.packages.map(literal).join(' ')})`;
      return [resource('apt_package', encoded(title), packageLines({ state: 'installed' }))];
    }
    case 'block':
      return [block(one, context)];
    default:
      return single(one, context);
  }
}

/** Notes that a command is due: what notifies it may come long before its place. */
function dueNote({ core, entry }: LoweredResource, context: ChefContext): Code {
  const block = encoded(`block { ${dueFlag(core, context)} = true }`);
  const note = resource('ruby_block', rubyText(dueName(core)), [block, action('nothing')]);
  return context.mark(note, 'resources', entry);
}

const dueName = (core: CoreResource): Text => textOf(identityOf(core).name, ' is due');

const dueFlag = (core: CoreResource, { cookbook }: ChefContext): Code =>
  encoded(`node.run_state[${rubyText(textOf(`${cookbook}: `, identityOf(core).name))}]`);

const literal = ({ name }: { readonly name: Text }): string =>
  name.map((one) => (one.kind === 'text' ? one.text : '')).join('');

function single(one: LoweredResource, context: ChefContext): Code[] {
  const { core, file } = one;
  const links = [
    ...one.notifies.map((target) => link('notifies', target, target, context)),
    ...one.subscribes.map((source) => link('subscribes', source, core, context)),
  ];
  const due = context.deferred.has(core) ? encoded(`only_if { ${dueFlag(core, context)} }`) : undefined;
  return chefCore(core, file ? contents(file, context.cookbook) : [], links, { file, due });
}

/** A service restarts when all is done; what else acts does so at once. */
function link(word: 'notifies' | 'subscribes', named: CoreResource, acting: CoreResource, context: ChefContext): Code {
  const isNote = context.deferred.has(named) && word === 'notifies';
  const [type, name] = isNote
    ? ['ruby_block', dueName(named)]
    : [chefType(named, context.sourceOf(named)), identityOf(named).name];
  const target = rubyText(textOf(`${type}[`, name, ']'));
  const [act, when] = acting.type === 'service' ? ['restart', 'delayed'] : ['run', 'immediately'];
  return encoded(`${word} :${act}, ${target}, :${when}`);
}

/** A file is shipped as it is, or made by its template. */
function contents(file: FileSource, cookbook: string): (Code | undefined)[] {
  const values = [
    ...file.parameters.map(({ name }) => [name, `new_resource.${name}`] as const),
    ...(file.loop.key ? [['key', 'key'] as const] : []),
    ...(file.loop.item ? [['item', 'item'] as const] : []),
  ];
  return [
    data('cookbook', cookbook),
    data('source', isTemplate(file) ? `${file.name}.erb` : file.name),
    isTemplate(file) ? variables(values) : undefined,
  ];
}

function block({ when, each, body }: LoweredBlock, context: ChefContext): Code {
  const [only] = body;
  if (each && body.length === 1 && only?.kind === 'block' && only.when) {
    const negated: Condition = { kind: 'not', inner: only.when };
    const rest = `  next ${chefTest(negated)}\n\n${chefBody(only.body, context)}`;
    return encoded(`  ${rubyReference(each.over)}${iteration(each)}\n${indented(rest)}  end\n`);
  }
  const inner = indented(chefBody(body, context));
  if (each) return encoded(`  ${rubyReference(each.over)}${iteration(each)}\n${inner}  end\n`);
  return when ? encoded(`  ${chefTest(when)}\n${inner}  end\n`) : inner;
}

/** A loop that names only what it uses. */
function iteration({ keyed, usesItem, usesKey }: NonNullable<LoweredBlock['each']>): string {
  if (!keyed) return '.each do |item|';
  if (usesItem && usesKey) return '.each do |key, item|';
  return usesItem ? '.each_value do |item|' : '.each_key do |key|';
}
