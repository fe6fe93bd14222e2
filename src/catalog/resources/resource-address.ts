import type { ProblemCode } from '../../problem/codes.ts';
import { suggest } from '../nearest.ts';
import type { Complaints } from '../source/complaints.ts';
import type { Step } from '../source/source-file.ts';
import type { Kind } from './kinds/kinds.ts';

/** A resource as others of its profile name it: `service nginx`, or `nginx` where only one is called so. */
export interface Addressed {
  readonly kind: Kind;
  readonly title: string;
}

/** Places in the list of the resources with these names; complains of names that fit none, or several. */
export function addressees(
  names: readonly string[],
  all: readonly Addressed[],
  steps: readonly Step[],
  code: ProblemCode,
  complaints: Complaints,
): number[] {
  return names.flatMap((name, place) => {
    const full = all.flatMap(({ kind, title }, index) => (name === `${kind} ${title}` ? [index] : []));
    const short = all.flatMap(({ kind, title }, index) => (name === title && isMeant(kind, code) ? [index] : []));
    const found = full.length > 0 ? full : short;
    const here = [...steps, place];
    if (found.length === 0) {
      const known = all.flatMap(({ kind, title }) => (isMeant(kind, code) ? [title] : []));
      const what = code === 'unknown-service' ? 'service' : 'resource';
      complaints.add(code, `this profile has no ${what} ${name}`, here, suggest(name, known));
    }
    if (found.length > 1) {
      const ways = found.flatMap((index) => (all[index] ? [`${all[index].kind} ${all[index].title}`] : []));
      complaints.add(code, `${name} is the name of ${found.length} resources`, here, `one of: ${ways.join(', ')}`);
    }
    return found.slice(0, 1);
  });
}

/** Only what acts can be notified. */
const isMeant = (kind: Kind, code: ProblemCode): boolean => code !== 'unknown-service' || ACTS.has(kind);

const ACTS: ReadonlySet<Kind> = new Set(['service', 'unit', 'exec', 'timer']);
