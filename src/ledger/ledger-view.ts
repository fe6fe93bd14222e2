import { type ComponentView, headOf, viewOf } from './component-view.ts';
import type { KnownEntry, Parent, TagEntry } from './entry.ts';
import { type Ancestor, revokedAncestry } from './revoked-ancestry.ts';
import type { Standing } from './standing.ts';
import { type Component, componentOf, isTag, splitTag, type Tag, tagOf } from './tag.ts';

/** A tag with its entry and what stands of it. */
export interface TagRecord {
  readonly tag: Tag;
  readonly entry: TagEntry;
  readonly standing: TagStanding;
}

/** What stands of a tag, and of those that it is built on. */
export interface TagStanding extends Standing {
  /** The revoked tags among its ancestors, the nearest first. */
  readonly builtOnRevoked: readonly Tag[];
}

/** All that a ledger says, as it was at one moment. Pure: made from entries alone. */
export class LedgerView {
  readonly #components: ReadonlyMap<Component, ComponentView>;
  readonly #builtOnRevoked: (tag: Tag) => readonly Tag[];
  #children: ((tag: Tag) => readonly Tag[]) | undefined;

  constructor(components: ReadonlyMap<Component, ComponentView>) {
    this.#components = components;
    const hasRevoked = [...components.values()].some((view) => view.hasRevoked);
    this.#builtOnRevoked = hasRevoked ? revokedAncestry((tag) => this.#ancestor(tag)) : () => [];
  }

  /** The ledger as it was at a moment of the past, by the clocks of those who wrote it. */
  at(moment: Date): LedgerView {
    const was = ({ at }: KnownEntry) => Date.parse(at) <= moment.getTime();
    return this.#map((view) => viewOf(view.entries.filter(was)));
  }

  /** Every component that has a tag. */
  components(): Component[] {
    return [...this.#components].filter(([, { newest }]) => newest !== undefined).map(([component]) => component);
  }

  /** Every tag, or those of some components, by component, oldest first. */
  tags(isWanted: (component: Component) => boolean = () => true): TagRecord[] {
    return [...this.#components.keys()].filter(isWanted).flatMap((component) => this.tagsOf(component));
  }

  /** Every tag that is revoked. */
  revoked(): TagRecord[] {
    const isWanted = (component: Component) => this.#components.get(component)?.hasRevoked ?? false;
    return this.tags(isWanted).filter(({ standing }) => standing.revoked !== undefined);
  }

  /** The tags of one component, oldest first. */
  tagsOf(component: Component): TagRecord[] {
    const view = this.#components.get(component);
    return view === undefined ? [] : view.tags.map((entry) => this.#record(component, view, entry));
  }

  /** The head of each component that has one, in a channel or at all. */
  heads(channel?: string): TagRecord[] {
    return [...this.#components].flatMap(([component, view]) => {
      const head = headOf(view, channel);
      return head === undefined ? [] : [this.#record(component, view, head)];
    });
  }

  /** Every channel that a tag is in. */
  channels(): string[] {
    return [...new Set([...this.#components.values()].flatMap(({ standings }) => standings.channels()))].sort();
  }

  /** One tag, if it was given. */
  tag(tag: Tag): TagRecord | undefined {
    const component = componentOf(tag);
    const view = this.#components.get(component);
    const entry = view?.tag(splitTag(tag).number);
    return view && entry && this.#record(component, view, entry);
  }

  /** The tags that were made from this one. */
  childrenOf(tag: Tag): readonly Tag[] {
    this.#children ??= childrenIn(this.#components);
    return this.#children(tag);
  }

  /** The head of a component, if it has one, in a channel or at all. */
  headOf(component: Component, channel?: string): TagRecord | undefined {
    const view = this.#components.get(component);
    const head = view && headOf(view, channel);
    return view && head && this.#record(component, view, head);
  }

  /** The same ledger with one entry more. */
  with(component: Component, entry: KnownEntry): LedgerView {
    const own = this.#components.get(component)?.entries ?? [];
    return new LedgerView(new Map([...this.#components, [component, viewOf([...own, entry])]]));
  }

  #map(change: (view: ComponentView) => ComponentView): LedgerView {
    return new LedgerView(new Map([...this.#components].map(([component, view]) => [component, change(view)])));
  }

  #record(component: Component, view: ComponentView, entry: TagEntry): TagRecord {
    const tag = tagOf(component, entry.number);
    const standing = { ...view.standings.of(entry.number), builtOnRevoked: this.#builtOnRevoked(tag) };
    return { tag, entry, standing };
  }

  #ancestor(tag: Tag): Ancestor | undefined {
    const { number } = splitTag(tag);
    const view = this.#components.get(componentOf(tag));
    const entry = view?.tag(number);
    if (view === undefined || entry === undefined) return undefined;
    return { parents: parentsOf(entry), revoked: view.standings.of(number).revoked !== undefined };
  }
}

/** The parents of a tag. */
export const parentsOf = ({ parents }: Pick<TagEntry, 'parents'>): Tag[] =>
  parents.flatMap((parent) => (isTag(parent.tag) ? [parent.tag] : []));

/** Who was made from whom; most tags have the parents of another one, so each list of parents is read once. */
function childrenIn(components: ReadonlyMap<Component, ComponentView>): (tag: Tag) => readonly Tag[] {
  const alike = new Map<string, Tag[]>();
  for (const [component, view] of components) {
    for (const { number, parents } of view.links()) append(alike, parents, tagOf(component, number));
  }
  const families = new Map<Tag, Tag[][]>();
  for (const [parents, tags] of alike) {
    for (const parent of new Set(parentsOf({ parents: JSON.parse(parents) as Parent[] })))
      append(families, parent, tags);
  }
  return (tag) => (families.get(tag) ?? []).flat().sort(byName);
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [value]);
  else known.push(value);
}

function byName(a: Tag, b: Tag): number {
  const [one, other] = [componentOf(a), componentOf(b)];
  return one === other ? splitTag(a).number - splitTag(b).number : one < other ? -1 : 1;
}
