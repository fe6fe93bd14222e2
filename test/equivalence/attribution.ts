import type { Case } from './case.ts';
import type { Group } from './group.ts';

/**
 * The case that names a thing of a machine, such as `path /etc/motd` or `unit cron.service`: its whole name, the
 * longest folder above it, or the name without what follows a dot or a colon.
 */
export function caseOfThing(group: Group, thing: string): string | undefined {
  const [, kind = '', name = ''] = /^(\S+) (.*)$/s.exec(thing) ?? [];
  const names = kind === 'path' ? upwards(name) : [name, name.replace(/[.:][a-z0-9]+$/, '')];
  for (const candidate of names) {
    const owner = group.cases.find((one) => namesIn(one).has(candidate));
    if (owner) return owner.name;
  }
  return undefined;
}

/** The case whose profile a generated file, or a message that names one, is of. */
export function caseOfFile(group: Group, text: string): string | undefined {
  const named = [...text.matchAll(/profile(?:_|\/(?:manifests|templates|files)\/)([a-z0-9_]+)/g)];
  return group.cases.find(({ name }) => named.some(([, one]) => one === name))?.name;
}

/** A path and the folders above it, longest first; not the root. */
function upwards(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

const known = new WeakMap<Case, ReadonlySet<string>>();

/** Every word of a case that may be the name of something. */
function namesIn(one: Case): ReadonlySet<string> {
  const text = JSON.stringify([one.profile, one.values, one.role]);
  const names = known.get(one) ?? new Set(text.match(/[\w.@:+/-]+/g));
  known.set(one, names);
  return names;
}
