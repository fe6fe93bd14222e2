import type { Profile } from '../../catalog/model.ts';
import type { BoundData, Pin } from '../../catalog/resources/bindings.ts';
import { type Code, encoded, identifier } from '../encode/code.ts';
import { puppetString, puppetValue } from '../encode/puppet.ts';
import type { Mark } from '../marks.ts';
import { resource } from './resource.ts';
import { puppetText } from './text.ts';

/** Classes of others that the class of a profile contains, so that all of them comes before what follows. */
export const boundClasses = ({ bindings }: Profile, mark: Mark): Code[] =>
  [...bindings.classes].map(([name, given]) => mark(boundClass(name, given), 'bindings', 'puppet', 'classes', name));

function boundClass(name: string, given: BoundData): Code {
  const entries = Object.entries(given.data as object).map(
    ([key, value]) => [key, puppetValue(value, '    ', leafOf(given))] as const,
  );
  const contained = `  contain ${identifier(name)}\n`;
  if (entries.length === 0) return encoded(contained);
  return encoded(`${resource('class', puppetString(name), Object.fromEntries(entries))}${contained}`);
}

function leafOf({ bound }: BoundData): (text: string) => Code {
  return (text) => {
    const meant = bound.get(text);
    if (!meant) return puppetString(text);
    return 'parameter' in meant ? encoded(`$${meant.parameter.name}`) : puppetText(meant.text);
  };
}

/** The lines of the Puppetfile that pin the modules of these profiles. */
export function puppetfileLines(profiles: readonly Profile[]): { line: Code }[] {
  const pins = new Map(profiles.flatMap(({ bindings }) => [...bindings.modules]));
  return [...pins]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, pin]) => ({ line: encoded(`mod ${pinned(name, pin)}`) }));
}

const pinned = (name: string, pin: Pin): string =>
  'version' in pin
    ? `${puppetString(name)}, ${puppetString(pin.version)}`
    : `${puppetString(name)},\n    git: ${puppetString(pin.git)},\n    ref: ${puppetString(pin.ref)}`;
