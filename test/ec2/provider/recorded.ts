import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoggedRequest } from '../../ec2-endpoint/request-log.ts';

/** Names whose values are other ones in each run. */
const CHANGING = ['CallerReference', 'ClientToken', 'DeprecateAt', 'UserData', 'GroupName'];
const CHANGING_TAGS = [
  'rolebake:baker',
  'rolebake:expires',
  'rolebake:host-key',
  'rolebake:launched',
  'rolebake:owner',
  'rolebake:wishes',
];

/** The first request of each action as text that is the same in each run: what changes is shown by its name. */
export function recorded(requests: readonly LoggedRequest[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { action, params } of requests) {
    if (!texts.has(action)) texts.set(action, `${JSON.stringify(params, withoutChanging, 2)}\n`);
  }
  return texts;
}

/** The golden files of a folder by action; ROLEBAKE_GOLDEN=update writes down what is asked now. */
export function goldenOf(folder: string, requests: ReadonlyMap<string, string>): Record<string, string> {
  if (process.env['ROLEBAKE_GOLDEN'] === 'update') {
    mkdirSync(folder, { recursive: true });
    for (const [action, text] of requests) writeFileSync(join(folder, `${action}.json`), text);
  }
  const files = readdirSync(folder).map((file) => [
    file.replace(/\.json$/, ''),
    readFileSync(join(folder, file), 'utf8'),
  ]);
  return Object.fromEntries(files);
}

function withoutChanging(name: string, value: unknown): unknown {
  if (CHANGING.includes(name)) return `(${name})`;
  if (typeof value === 'string') return value.replace(/\b(ami|eni|i|sg|snap|subnet|vol|vpc)-[0-9a-f]{17}\b/g, '$1-…');
  if (!isTag(value) || !CHANGING_TAGS.includes(value.Key)) return value;
  return { ...value, Value: `(${value.Key})` };
}

function isTag(value: unknown): value is { readonly Key: string } {
  return typeof value === 'object' && value !== null && 'Key' in value && typeof value.Key === 'string';
}
