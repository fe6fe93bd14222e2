import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './case.ts';
import { TEMPLATE_FEATURES, templateFeatures } from './template-features.ts';

interface Schema {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
}

const PATH = join(import.meta.dirname, '../../schemas/profile.schema.json');
const { definitions } = JSON.parse(readFileSync(PATH, 'utf8')) as { definitions: Readonly<Record<string, Schema>> };

const resolved = ({ $ref }: Schema): Schema => definitions[$ref?.replace('#/definitions/', '') ?? ''] ?? {};

/** The schema of each key of each kind of resource, by the kind's own key. */
const KINDS = new Map(
  (definitions['resource']?.oneOf ?? []).map((one) => {
    const { required: [kind = ''] = [], properties = {} } = resolved(one);
    return [kind, properties] as const;
  }),
);

/** Keys that all kinds have: one case is enough. */
const COMMON = Object.keys([...KINDS.values()][0] ?? {}).filter((key) =>
  [...KINDS.values()].every((properties) => Object.hasOwn(properties, key)),
);

const PARAMETER = definitions['parameter']?.properties ?? {};
/** Words of a parameter that say nothing of its values. */
const ABOUT = ['type', 'description', 'default', 'same_everywhere'];

/** What of the language needs a case, as `HEAD: DETAIL`: each kind of resource with its keys, types, templates. */
export function wanted(): string[] {
  const keywords = Object.keys(PARAMETER).filter((key) => !ABOUT.includes(key));
  return [
    ...[...KINDS].flatMap(([kind, properties]) => kindWords(kind, properties)),
    ...COMMON.map((key) => `any resource: ${key}`),
    ...(PARAMETER['type']?.enum ?? []).map((type) => `type: ${type}`),
    ...keywords.map((key) => `parameter: ${key}`),
    ...TEMPLATE_FEATURES.map((feature) => `template: ${feature}`),
  ];
}

/** A key with a few values needs a case for each but the one that is meant without it. */
function kindWords(kind: string, properties: Readonly<Record<string, Schema>>): string[] {
  const own = Object.entries(properties).filter(([key]) => !COMMON.includes(key));
  return own.flatMap(([key, schema]) => {
    const values = schema.enum?.filter((value) => value !== schema.default).map((value) => `${key} ${value}`);
    return (values ?? [key]).map((word) => `${kind}: ${word}`);
  });
}

/** What of it one case holds. */
export function heldBy({ profile, catalog }: Case): string[] {
  const resources = profile.resources ?? [];
  const texts = [
    ...resources.map((one) => (one as { content?: unknown }).content),
    ...Object.entries(catalog).map(([path, text]) => path.startsWith('templates/') && text),
  ].filter((text) => typeof text === 'string');
  const held = new Set([
    ...resources.flatMap(resourceWords),
    ...Object.values(profile['parameters'] ?? {}).flatMap(typeWords),
    ...texts.flatMap((text) => [...templateFeatures(text)]).map((feature) => `template: ${feature}`),
  ]);
  return wanted().filter((one) => held.has(one));
}

/** The kind is the one of a resource's keys that has all others beside it. */
function resourceWords(resource: object): string[] {
  const keys = Object.keys(resource);
  const kind = keys.find((one) => keys.every((key) => Object.hasOwn(KINDS.get(one) ?? {}, key)));
  return Object.entries(resource).flatMap(([key, value]) => [
    ...[`${kind}: ${key}`, `${kind}: ${key} ${value}`],
    ...(COMMON.includes(key) ? [`any resource: ${key}`] : []),
  ]);
}

/** A type and the types inside it. */
function typeWords(type: unknown): string[] {
  if (typeof type !== 'object' || type === null) return [];
  const { properties = {}, items, keys, values, ...rest } = type as Record<string, unknown>;
  const words = Object.entries(rest).map(([key, word]) => `${key}: ${word}`);
  const keywords = Object.keys(type).map((key) => `parameter: ${key}`);
  return [...words, ...keywords, ...[items, keys, values, ...Object.values(properties as object)].flatMap(typeWords)];
}
