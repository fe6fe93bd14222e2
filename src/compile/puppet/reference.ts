import { type CoreResource, identityOf } from '../../catalog/core-resource.ts';
import { type Code, encoded, identifier } from '../encode/code.ts';
import { puppetText } from './text.ts';

/** References such as `Package['nginx', 'curl']`, those of one type together; undefined if there is none. */
export function references(resources: readonly CoreResource[]): Code | undefined {
  const titles = new Map<string, Set<Code>>();
  for (const resource of resources) {
    const { kind, name } = identityOf(resource);
    const type = identifier(kind.charAt(0).toUpperCase() + kind.slice(1));
    titles.set(type, (titles.get(type) ?? new Set()).add(puppetText(name)));
  }
  const all = [...titles].map(([type, names]) => `${type}[${[...names].join(', ')}]`);
  return all.length === 0 ? undefined : encoded(all.length === 1 ? (all[0] ?? '') : `[${all.join(', ')}]`);
}
