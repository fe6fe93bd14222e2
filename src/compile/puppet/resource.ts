import { type Code, encoded, identifier } from '../encode/code.ts';
import { puppetString } from '../encode/puppet.ts';

/** A resource declaration as the template prints it. */
export interface PuppetResource {
  readonly [key: string]: Code | readonly { readonly [key: string]: Code }[];
  readonly type: Code;
  readonly title: Code;
  readonly attributes: readonly { readonly name: Code; readonly value: Code }[];
}

/** Declares a resource; its arrows are aligned, and attributes without a value are left out. */
export function resource(
  type: string,
  title: Code,
  attributes: Readonly<Record<string, Code | undefined>>,
): PuppetResource {
  const given = Object.entries(attributes).filter((pair): pair is [string, Code] => pair[1] !== undefined);
  const width = Math.max(...given.map(([name]) => name.length));
  return {
    type: identifier(type),
    title,
    attributes: given.map(([name, value]) => ({ name: encoded(identifier(name).padEnd(width)), value })),
  };
}

/** A reference such as `Package['nginx', 'curl']`, or undefined if it would be to nothing. */
export const reference = (type: string, titles: readonly string[]): Code | undefined =>
  titles.length === 0 ? undefined : encoded(`${identifier(type)}[${titles.map(puppetString).join(', ')}]`);

/** One reference as it is, several as a list, none as undefined. */
export function together(references: readonly (Code | undefined)[]): Code | undefined {
  const given = references.filter((one) => one !== undefined);
  return given.length > 1 ? encoded(`[${given.join(', ')}]`) : given[0];
}

/** A bare word that is a value of its own, such as `present`. */
export const word = (name: 'present' | 'installed' | 'directory' | 'file' | 'running' | 'true' | 'false'): Code =>
  encoded(name);
