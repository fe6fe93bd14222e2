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

function withoutChanging(name: string, value: unknown): unknown {
  if (CHANGING.includes(name)) return `(${name})`;
  if (typeof value === 'string') return value.replace(/\b(ami|eni|i|sg|snap|subnet|vol|vpc)-[0-9a-f]{17}\b/g, '$1-…');
  if (!isTag(value) || !CHANGING_TAGS.includes(value.Key)) return value;
  return { ...value, Value: `(${value.Key})` };
}

function isTag(value: unknown): value is { readonly Key: string } {
  return typeof value === 'object' && value !== null && 'Key' in value && typeof value.Key === 'string';
}
