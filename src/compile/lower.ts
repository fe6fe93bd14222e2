import { basename } from 'node:path/posix';
import type { Loop, Parameter, Profile, Resource } from '../catalog/model.ts';
import type { Condition } from '../catalog/resources/condition.ts';
import { type CoreFile, type CorePackage, type CoreResource, isNotified } from '../catalog/resources/core-resource.ts';
import type { TemplateNode } from '../catalog/templates/template.ts';
import { literalOf, type Text, written } from '../catalog/templates/text.ts';
import type { ParameterType } from '../catalog/types/parameter-type.ts';
import { Reload } from './reload.ts';
import { loopVariablesIn, parametersIn } from './used-values.ts';

/** Where the bytes of a file come from: shipped as they are, or made from a template on the machine. */
export interface FileSource {
  /** File name of the source or template, unique in its profile. */
  readonly name: string;
  readonly body: readonly TemplateNode[];
  /** Parameters that the body uses, in the profile's order. */
  readonly parameters: readonly Parameter[];
  /** Whether it uses the item and the key of the loop around its file. */
  readonly loop: { readonly item: boolean; readonly key: boolean };
  /** The type of that item. */
  readonly item?: ParameterType;
  /** Where the entry that brings it stands in the profile's list. */
  readonly entry: number;
}

/** Whether a source is made from a template: else it is shipped as it is. */
export const isTemplate = ({ parameters, loop }: FileSource): boolean => parameters.length > 0 || loop.item || loop.key;

/** One resource in Puppet and in Chef. */
export interface LoweredResource {
  readonly kind: 'resource';
  readonly core: CoreResource;
  /** The resource of the catalog that it belongs to. */
  readonly origin: Resource;
  /** Where the entry that brings it stands in the profile's list. */
  readonly entry: number;
  readonly file?: FileSource;
  /** What comes before it, and is there whenever it is. */
  readonly requires: readonly CoreResource[];
  /** What acts when it changes. */
  readonly notifies: readonly CoreResource[];
  /** What it acts on the change of, where that cannot name it. */
  readonly subscribes: readonly CoreResource[];
}

/** Packages of which nothing else is to say, as one resource. */
export interface LoweredPackages {
  readonly kind: 'packages';
  readonly packages: readonly CorePackage[];
  /** The entry of the first. */
  readonly entry: number;
}

/** Resources that are there under a condition, or for each item of a parameter. */
export interface LoweredBlock {
  readonly kind: 'block';
  readonly when?: Condition;
  readonly each?: Loop & { readonly usesItem: boolean; readonly usesKey: boolean };
  readonly body: readonly Lowered[];
  /** The first entry in it. */
  readonly entry: number;
}

export type Lowered = LoweredResource | LoweredPackages | LoweredBlock;

/** A profile as resources that Puppet and Chef both have, in the order in which they apply. */
export interface LoweredProfile {
  readonly profile: Profile;
  readonly body: readonly Lowered[];
  readonly files: readonly FileSource[];
}

/** Makes the core resources of a profile ready to be written: sources, packages together, conditions around. */
export function lower(profile: Profile): LoweredProfile {
  const lowering = new Lowering(profile);
  return { profile, body: lowering.sequence(profile.resources), files: lowering.files };
}

class Lowering {
  readonly files: FileSource[] = [];
  readonly #profile: Profile;
  readonly #byIndex: ReadonlyMap<number, Resource>;
  readonly #taken = new Set<string>();
  #reloads = 0;

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#byIndex = new Map(profile.resources.map((resource) => [resource.index, resource]));
  }

  /** Resources in turn; those that share a condition or a loop go into one block. */
  sequence(resources: readonly Resource[]): Lowered[] {
    const lowered: Lowered[] = [];
    const reload = new Reload(this.#profile.name, () => ++this.#reloads);
    for (const group of groups(resources)) {
      const [first] = group;
      if (first && (first.when || first.each)) lowered.push(...reload.flush(), this.#block(first, group));
      else lowered.push(...this.#parts(group, reload));
    }
    return together([...lowered, ...reload.flush()]);
  }

  #block(first: Resource, group: readonly Resource[]): LoweredBlock {
    const reload = new Reload(this.#profile.name, () => ++this.#reloads, first.each && first.title);
    const inner = together([...this.#parts(group, reload), ...reload.flush()]);
    const each = first.each && { ...first.each, ...usedOf(group) };
    const block = { kind: 'block', entry: first.index } as const;
    if (first.when && each) return { ...block, each, body: [{ ...block, when: first.when, body: inner }] };
    return { ...block, ...(first.when ? { when: first.when } : {}), ...(each ? { each } : {}), body: inner };
  }

  /** Parts in turn; services of neighbours wait for the files of all of them, which systemd then reads once. */
  #parts(group: readonly Resource[], reload: Reload): Lowered[] {
    return runs(group).flatMap((run) => {
      const parts = run.flatMap((resource) => resource.parts.map((core) => ({ core, resource })));
      const isLast = ({ core }: { core: CoreResource }) => core.type === 'service';
      const files = parts.filter((one) => !isLast(one)).map(({ core, resource }) => this.#part(core, resource, reload));
      const services = parts.filter(isLast);
      const reloads = services.length > 0 ? reload.flush() : [];
      return [...files, ...reloads, ...services.map(({ core, resource }) => this.#part(core, resource, reload))];
    });
  }

  #part(core: CoreResource, resource: Resource, reload: Reload): LoweredResource {
    const file = core.type === 'file' ? this.#source(core, resource) : undefined;
    const systemd = core.type === 'file' && written(core.path).startsWith('/etc/systemd/system/');
    const notified = resource.parts.filter((part) => core !== part && core.type === 'file' && isNotified(part));
    return {
      kind: 'resource',
      core,
      origin: resource,
      entry: resource.index,
      ...(file ? { file } : {}),
      requires: this.#requires(core, resource, reload),
      notifies: [...(systemd ? [reload.notified(resource)] : []), ...notified, ...this.#notifies(core, resource)],
      subscribes: this.#subscribes(core, resource),
    };
  }

  /** What a tool would not find out for itself. */
  #requires(core: CoreResource, resource: Resource, reload: Reload): CoreResource[] {
    const after = resource.after.flatMap((index) => this.#always(index)?.parts.at(-1) ?? []);
    const packages = core.type === 'package' || core.type === 'user' ? [] : this.#packagesBefore(resource);
    const own = core.type === 'service' ? resource.parts.filter((part) => part.type === 'file') : [];
    const reloaded = core.type === 'service' ? reload.last() : [];
    return [...packages, ...after, ...own, ...reloaded];
  }

  #packagesBefore(resource: Resource): CoreResource[] {
    const place = this.#profile.resources.indexOf(resource);
    const before = this.#profile.resources.slice(0, place).filter((one) => !one.when && !one.each);
    return before.flatMap(({ parts }) => parts.filter((part) => part.type === 'package' && part.state !== 'absent'));
  }

  #always = (index: number): Resource | undefined => {
    const resource = this.#byIndex.get(index);
    return resource && !resource.when && !resource.each ? resource : undefined;
  };

  /** A service that does not run yet has nothing to restart. */
  #notifies(core: CoreResource, resource: Resource): CoreResource[] {
    if (core !== resource.parts.at(-1) && core.type !== 'file') return [];
    return resource.notifies.flatMap((index) => {
      const target = this.#byIndex.get(index);
      const isReachable = !target?.when || JSON.stringify(target.when) === JSON.stringify(resource.when);
      return isReachable ? (target?.parts.filter(acts) ?? []) : [];
    });
  }

  /** A target that is not always there names those that notify it. */
  #subscribes(core: CoreResource, resource: Resource): CoreResource[] {
    if (!resource.when || !acts(core)) return [];
    const when = JSON.stringify(resource.when);
    return this.#profile.resources
      .filter((other) => other.notifies.includes(resource.index) && JSON.stringify(other.when) !== when)
      .flatMap(({ parts }) => parts.filter((part, index) => part.type === 'file' || index === parts.length - 1));
  }

  #source(file: CoreFile, { each, index }: Resource): FileSource {
    const parameters = parametersIn(file.body);
    const source: FileSource = {
      name: this.#sourceName(file.path),
      body: file.body,
      parameters: [...this.#profile.parameters.values()].filter(({ name }) => parameters.has(name)),
      loop: each ? loopVariablesIn(file.body) : { item: false, key: false },
      ...(each ? { item: each.item } : {}),
      entry: index,
    };
    this.files.push(source);
    return source;
  }

  /** The file's own name; its whole path, and a number, where another file of the profile has it. */
  #sourceName(path: Text): string {
    const plain = written(path).replaceAll(/\{\{@?([^}]*)\}\}/g, '$1');
    const short = basename(plain).replace(/\\x2d/g, '-');
    const long = plain.slice(1).replaceAll('/', '_').replace(/\\x2d/g, '-');
    const names = [short, long, ...Array.from(this.#taken, (_, index) => `${long}-${index + 2}`)];
    const name = names.find((one) => !this.#taken.has(one)) ?? long;
    this.#taken.add(name);
    return name;
  }
}

/** Neighbours that stand under the same condition and loop. */
function groups(resources: readonly Resource[]): Resource[][] {
  const all: Resource[][] = [];
  let last = '';
  for (const resource of resources) {
    const key = JSON.stringify([resource.when, resource.each]);
    if (key === last) all.at(-1)?.push(resource);
    else all.push([resource]);
    last = key;
  }
  return all;
}

/** Neighbours of which none comes after another because its author says so. */
function runs(group: readonly Resource[]): Resource[][] {
  const all: Resource[][] = [[]];
  for (const resource of group) {
    const isFree = resource.after.length === 0 && !resource.parts.some(({ type }) => type === 'exec');
    if (isFree) all.at(-1)?.push(resource);
    else all.push([resource], []);
  }
  return all;
}

function usedOf(group: readonly Resource[]): { usesItem: boolean; usesKey: boolean } {
  const used = group.map((resource) => loopVariablesIn(resource));
  return { usesItem: used.some(({ item }) => item), usesKey: used.some(({ key }) => key) };
}

const acts = (part: CoreResource): boolean => (part.type === 'service' && part.state === 'running') || isNotified(part);

/** Neighbouring packages that are only to be installed, as one resource. */
function together(lowered: readonly Lowered[]): Lowered[] {
  const all: Lowered[] = [];
  for (const one of lowered) {
    const last = all.at(-1);
    const plain = plainPackage(one);
    if (!plain) all.push(one);
    else if (last?.kind === 'packages') all.splice(-1, 1, { ...last, packages: [...last.packages, plain] });
    else all.push({ kind: 'packages', packages: [plain], entry: one.entry });
  }
  return all;
}

function plainPackage(lowered: Lowered): CorePackage | undefined {
  if (lowered.kind !== 'resource' || lowered.core.type !== 'package') return undefined;
  const { core, origin, notifies } = lowered;
  const isPlain = core.state === 'installed' && core.version === undefined && literalOf(core.name) !== undefined;
  return isPlain && notifies.length === 0 && origin.after.length === 0 ? core : undefined;
}
