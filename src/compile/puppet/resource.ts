import { type Code, encoded, identifier } from '../encode/code.ts';

/** Attributes of a resource by name; those without a value are left out. */
export type Attributes = Readonly<Record<string, Code | undefined>>;

/** A resource declaration as it stands in a class, its arrows aligned. */
export function resource(type: string, title: Code, attributes: Attributes): Code {
  const given = Object.entries(attributes).filter((pair): pair is [string, Code] => pair[1] !== undefined);
  const width = Math.max(...given.map(([name]) => name.length));
  const lines = given.map(([name, value]) => `    ${identifier(name).padEnd(width)} => ${value},\n`);
  return encoded(`  ${identifier(type)} { ${title}:\n${lines.join('')}  }\n`);
}

/** A bare word that is a value of its own, such as `present`. */
export const word = (
  name:
    | 'present'
    | 'installed'
    | 'purged'
    | 'hold'
    | 'directory'
    | 'file'
    | 'link'
    | 'running'
    | 'stopped'
    | 'true'
    | 'false',
): Code => encoded(name);
