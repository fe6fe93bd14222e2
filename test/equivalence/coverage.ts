import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './case.ts';
import { TEMPLATE_FEATURES, templateFeatures } from './template-features.ts';

interface Schema {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
}

const PATH = join(import.meta.dirname, '../../schemas/profile.schema.json');
const { definitions } = JSON.parse(readFileSync(PATH, 'utf8')) as { definitions: Readonly<Record<string, Schema>> };

const resolved = ({ $ref }: Schema): Schema => definitions[$ref?.replace('#/definitions/', '') ?? ''] ?? {};

/** The keys of each kind of resource, by the kind's own key. */
const KINDS = new Map(
  (definitions['resource']?.oneOf ?? []).map((one) => {
    const { required: [kind = ''] = [], properties = {} } = resolved(one);
    return [kind, Object.keys(properties)] as const;
  }),
);

const PARAMETER = definitions['parameter']?.properties ?? {};
/** Words of a parameter that say nothing of its values. */
const ABOUT = ['type', 'format', 'description', 'default'];

/** What of the language needs a case, as `HEAD: DETAIL`: each kind of resource with its keys, types, templates. */
export function wanted(): string[] {
  const types = ['type', 'format'].flatMap((key) => (PARAMETER[key]?.enum ?? []).map((word) => `${key}: ${word}`));
  const keywords = Object.keys(PARAMETER).filter((key) => !ABOUT.includes(key));
  return [
    ...[...KINDS].flatMap(([kind, keys]) => keys.map((key) => `${kind}: ${key}`)),
    ...types,
    ...keywords.map((key) => `parameter: ${key}`),
    ...TEMPLATE_FEATURES.map((feature) => `template: ${feature}`),
  ];
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
  const kind = keys.find((one) => keys.every((key) => KINDS.get(one)?.includes(key)));
  return keys.map((key) => `${kind}: ${key}`);
}

/** A type and the types inside it. */
function typeWords(type: unknown): string[] {
  if (typeof type !== 'object' || type === null) return [];
  const { properties = {}, items, values, ...rest } = type as Record<string, unknown>;
  const words = Object.entries(rest).map(([key, word]) => `${key}: ${word}`);
  const keywords = Object.keys(type).map((key) => `parameter: ${key}`);
  return [...words, ...keywords, ...[items, values, ...Object.values(properties as object)].flatMap(typeWords)];
}
