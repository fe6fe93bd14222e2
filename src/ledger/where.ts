import { suggest } from '../catalog/nearest.ts';
import { Refusal } from '../problem/problem.ts';
import type { TagRecord } from './ledger-view.ts';
import { parseMoment } from './moment.ts';

/** What a condition may need to know besides the tag. */
export interface WhereContext {
  isHead(record: TagRecord): boolean;
  /** Whether the tag is built on this one, or on a tag of this component, at any depth. */
  isBuiltOn(record: TagRecord, tagOrComponent: string): boolean;
  /** The versions of a tag's packages by name; none where they are not known. */
  packages(record: TagRecord): Promise<ReadonlyMap<string, string>>;
}

/** Whether a tag fits. */
export type Condition = (record: TagRecord, context: WhereContext) => boolean | Promise<boolean>;

const FLAGS = new Map<string, Condition>(
  Object.entries({
    revoked: ({ standing }) => standing.revoked !== undefined,
    deprecated: ({ standing }) => standing.deprecated !== undefined,
    'built-on-revoked': ({ standing }) => standing.builtOnRevoked.length > 0,
    head: (record, context) => context.isHead(record),
  } satisfies Record<string, Condition>),
);

/** Conditions with a value; what is parsed of it is parsed once. */
const VALUES = new Map<string, (value: string) => Condition>(
  Object.entries({
    channel:
      (value) =>
      ({ standing }) =>
        standing.channels.includes(value),
    since: (value) => during(parseMoment(value), undefined),
    before: (value) => during(undefined, parseMoment(value)),
    who:
      (value) =>
      ({ entry }) =>
        entry.who === value,
    job:
      (value) =>
      ({ entry }) =>
        entry.job === value,
    key:
      (value) =>
      ({ entry }) =>
        isDigest(entry.bake?.key, value),
    digest:
      (value) =>
      ({ entry }) =>
        isDigest(entry.digest, value),
    commit:
      (value) =>
      ({ entry }) =>
        entry.source?.commit.startsWith(value) ?? false,
    target:
      (value) =>
      ({ entry }) =>
        entry.bake?.target === value,
    parent:
      (value) =>
      ({ entry }) =>
        entry.parents.some(({ tag }) => tag === value || tag.startsWith(`${value}@`)),
    'built-on': (value) => (record, context) => context.isBuiltOn(record, value),
    package: (value) => {
      const [name = '', version] = value.split('@');
      return async (record, context) => {
        const installed = (await context.packages(record)).get(name);
        return installed !== undefined && (version === undefined || installed === version);
      };
    },
  } satisfies Record<string, (value: string) => Condition>),
);

/**
 * Reads a condition: `NAME`, `NAME=VALUE`, or either after `not`:
 *
 *     condition = [ "not " ] ( flag | name "=" value )
 *
 * Refuses with `usage`.
 */
export function parseWhere(text: string): Condition {
  const [, not, name = '', equals, value = ''] = /^\s*(not\s+)?([^=\s]*)(=)?(.*?)\s*$/s.exec(text) ?? [];
  const condition = equals === undefined ? FLAGS.get(name) : value !== '' ? VALUES.get(name)?.(value) : undefined;
  if (condition === undefined || (equals === undefined && value !== '')) throw unknown(text, name);
  return not === undefined ? condition : async (record, context) => !(await condition(record, context));
}

/** How every condition is written. */
export const WHERE_FORMS: readonly string[] = [...FLAGS.keys(), ...[...VALUES.keys()].map((name) => `${name}=`)];

function unknown(text: string, name: string): Refusal {
  if (VALUES.has(name) && text.trimEnd().endsWith('='))
    return new Refusal({ code: 'usage', message: `${name}= has no value`, hint: `${name}=VALUE` });
  const message = `${JSON.stringify(text.slice(0, 100))} is not a condition`;
  return new Refusal({ code: 'usage', message, hint: suggest(name, new Set(WHERE_FORMS)) });
}

const during =
  (since: Date | undefined, before: Date | undefined): Condition =>
  ({ entry }) => {
    const at = Date.parse(entry.at);
    return at >= (since?.getTime() ?? Number.NEGATIVE_INFINITY) && at < (before?.getTime() ?? Number.POSITIVE_INFINITY);
  };

/** A digest, or how it begins, with or without `sha256:`. */
const isDigest = (digest: string | undefined, start: string): boolean =>
  digest?.replace('sha256:', '').startsWith(start.replace('sha256:', '')) ?? false;
