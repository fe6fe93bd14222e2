import { Refusal } from '../problem/problem.ts';

/**
 * The grammar of a tag, `role/web@42`:
 *
 *     tag       = component "@" number
 *     component = stream "/" name
 *     stream    = "os" | "data" | "app" | "role" | "release"
 *     name      = [a-z] [a-z0-9-]*            at most 63; a role's name may hold "_" too
 *     number    = [1-9] [0-9]*                at most 9 digits
 */
const TAG = /^([a-z]+)\/([a-z][a-z0-9_-]{0,62})@([1-9][0-9]{0,8})$/;
const COMPONENT = /^([a-z]+)\/([a-z][a-z0-9_-]{0,62})$/;

/** Every stream that snapshots move in. */
export const STREAMS = ['os', 'data', 'app', 'role', 'release'] as const;
export type Stream = (typeof STREAMS)[number];

declare const brand: unique symbol;
/** The name of a snapshot, given once: `role/web@42`. Only `parseTag` and `tagOf` make one. */
export type Tag = string & { readonly [brand]: 'tag' };
/** What moves on its own in a stream and has a head: `role/web`. Only `parseComponent` makes one. */
export type Component = string & { readonly [brand]: 'component' };

/** A tag in its parts. */
export interface TagParts {
  readonly stream: Stream;
  readonly name: string;
  readonly number: number;
}

function partsOf(text: string): TagParts | undefined {
  const [, stream, name = '', number = ''] = TAG.exec(text) ?? [];
  if (!isStream(stream) || !nameFits(stream, name)) return undefined;
  return { stream, name, number: Number(number) };
}

function isStream(text: string | undefined): text is Stream {
  return STREAMS.some((stream) => stream === text);
}

function nameFits(stream: Stream, name: string): boolean {
  return stream === 'role' || !name.includes('_');
}

/** Whether the text is a tag by the grammar; says nothing of whether it was ever given. */
export function isTag(text: string): text is Tag {
  return partsOf(text) !== undefined;
}

/** Whether the text names a component by the grammar. */
export function isComponent(text: string): text is Component {
  const [, stream, name = ''] = COMPONENT.exec(text) ?? [];
  return isStream(stream) && nameFits(stream, name);
}

/** The text as a tag; a Refusal (`invalid-tag`) that shows the form otherwise. */
export function parseTag(text: string): Tag {
  if (isTag(text)) return text;
  throw invalid('tag', text, 'role/web@42');
}

/** The text as a component; a Refusal (`invalid-tag`) that shows the form otherwise. */
export function parseComponent(text: string): Component {
  if (isComponent(text)) return text;
  throw invalid('component', text, 'role/web');
}

function invalid(what: string, text: string, example: string): Refusal {
  return new Refusal({
    code: 'invalid-tag',
    message: `${JSON.stringify(text.slice(0, 100))} is not a ${what}`,
    hint: `write it as ${example}; streams are ${STREAMS.join(', ')}`,
  });
}

/** A tag's parts. */
export function splitTag(tag: Tag): TagParts {
  const [slash, at] = [tag.indexOf('/'), tag.lastIndexOf('@')];
  return { stream: tag.slice(0, slash) as Stream, name: tag.slice(slash + 1, at), number: Number(tag.slice(at + 1)) };
}

/** The component that a tag belongs to: `role/web` of `role/web@42`. */
export function componentOf(tag: Tag): Component {
  return tag.slice(0, tag.lastIndexOf('@')) as Component;
}

/** The tag of a component with this number, counted from 1. */
export function tagOf(component: Component, number: number): Tag {
  if (Number.isInteger(number) && number >= 1 && number <= 999_999_999) return `${component}@${number}` as Tag;
  throw invalid('tag', `${component}@${number}`, 'role/web@42');
}
