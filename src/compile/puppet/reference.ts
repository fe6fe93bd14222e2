import { type CoreResource, identityOf } from '../../catalog/resources/core-resource.ts';
import { type Code, encoded, identifier } from '../encode/code.ts';
import { puppetText } from './text.ts';

const LINE = 100;

/** References such as `Package['nginx', 'curl']`, those of one type together; undefined if there is none. */
export function references(resources: readonly CoreResource[]): Code | undefined {
  const titles = new Map<string, Set<Code>>();
  for (const resource of resources) {
    const { kind, name } = identityOf(resource);
    const type = identifier(kind.charAt(0).toUpperCase() + kind.slice(1));
    titles.set(type, (titles.get(type) ?? new Set()).add(puppetText(name)));
  }
  const all = [...titles].map(([type, names]) => `${type}[${[...names].join(', ')}]`);
  if (all.length < 2) return all[0] === undefined ? undefined : encoded(all[0]);
  const line = `[${all.join(', ')}]`;
  return encoded(line.length <= LINE ? line : `[\n${all.map((one) => `      ${one},\n`).join('')}    ]`);
}
