import { type ComponentView, headOf, viewOf } from './component-view.ts';
import { type KnownEntry, type TagEntry, tagOfEntry } from './entry.ts';
import { type Ancestor, revokedAncestry } from './revoked-ancestry.ts';
import type { Standing } from './standing.ts';
import { type Component, componentOf, isTag, splitTag, type Tag } from './tag.ts';

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

  /** From the entries of each component, in the order of their files. */
  constructor(entries: ReadonlyMap<Component, Iterable<KnownEntry>>) {
    this.#components = new Map([...entries].map(([component, own]) => [component, viewOf(own)]));
    this.#builtOnRevoked = revokedAncestry((tag) => this.#ancestor(tag));
  }

  /** Every tag, by component, oldest first. */
  tags(): TagRecord[] {
    return [...this.#components.values()].flatMap((view) => view.tags.map((entry) => this.#record(view, entry)));
  }

  /** The tags of one component, oldest first. */
  tagsOf(component: Component): TagRecord[] {
    const view = this.#components.get(component);
    return view === undefined ? [] : view.tags.map((entry) => this.#record(view, entry));
  }

  /** The head of each component that has one, in a channel or at all. */
  heads(channel?: string): TagRecord[] {
    return [...this.#components.values()].flatMap((view) => {
      const head = headOf(view, channel);
      return head === undefined ? [] : [this.#record(view, head)];
    });
  }

  /** One tag, if it was given. */
  tag(tag: Tag): TagRecord | undefined {
    const view = this.#components.get(componentOf(tag));
    const entry = view?.tags[splitTag(tag).number - 1];
    return view && entry && this.#record(view, entry);
  }

  #record(view: ComponentView, entry: TagEntry): TagRecord {
    const tag = tagOfEntry(entry);
    const standing = { ...view.standings.of(entry.number), builtOnRevoked: this.#builtOnRevoked(tag) };
    return { tag, entry, standing };
  }

  #ancestor(tag: Tag): Ancestor | undefined {
    const { number } = splitTag(tag);
    const view = this.#components.get(componentOf(tag));
    const entry = view?.tags[number - 1];
    if (view === undefined || entry === undefined) return undefined;
    const parents = entry.parents.flatMap((parent) => (isTag(parent.tag) ? [parent.tag] : []));
    return { parents, revoked: view.standings.of(number).revoked !== undefined };
  }
}
