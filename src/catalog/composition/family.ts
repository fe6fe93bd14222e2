import { suggest } from '../nearest.ts';
import { cycleFrom } from '../order.ts';
import type { RoleSource } from '../role.ts';

/** How many others a role may extend one above the other. */
const DEEPEST = 100;

type Family = ReadonlyMap<string, { readonly uses: readonly string[] }>;

/**
 * Complains of names that no role has, of roles that extend themselves, and of too many one above the other. Returns the
 * names of roles that cannot be read over what they extend.
 */
export function checkFamily(sources: ReadonlyMap<string, RoleSource>, lost: ReadonlySet<string>): Set<string> {
  const family: Family = new Map([...sources].map(([name, { data }]) => [name, { uses: data?.extends ?? [] }]));
  for (const [name, source] of sources) checkNames(name, source, family, lost);
  const depths = depthsOf(family);
  const unreadable = new Set([...family.keys()].filter((name) => (depths.get(name) ?? Infinity) > DEEPEST));
  const told = new Set<string>();
  for (const name of unreadable) {
    const complaints = sources.get(name)?.complaints;
    const cycle = depths.has(name) || told.has(name) ? undefined : cycleFrom(name, family);
    for (const one of cycle ?? []) told.add(one);
    if (depths.get(name) === DEEPEST + 1)
      complaints?.add(
        'wrong-value',
        `more than ${DEEPEST} roles extend one another`,
        ['extends'],
        'extend fewer of them',
      );
    if (!cycle) continue;
    const message = `roles extend each other in a circle: ${cycle.join(' -> ')}`;
    complaints?.add('cycle', message, ['extends'], 'take one of them out');
  }
  return unreadable;
}

function checkNames(name: string, { complaints }: RoleSource, family: Family, lost: ReadonlySet<string>): void {
  for (const [index, other] of (family.get(name)?.uses ?? []).entries()) {
    if (family.has(other) || lost.has(other)) continue;
    const known = [...family.keys()].filter((one) => one !== name);
    complaints.add('unknown-trait', `there is no role ${other} to extend`, ['extends', index], suggest(other, known));
  }
}

/** How many roles stand one above the other over each; those in circles and below them have no depth. */
function depthsOf(family: Family): Map<string, number> {
  const depths = new Map<string, number>();
  const below = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const [name, { uses }] of family) {
    const known = uses.filter((other) => family.has(other));
    for (const other of known) {
      const others = below.get(other) ?? [];
      others.push(name);
      below.set(other, others);
    }
    if (known.length === 0) depths.set(name, 0);
    else open.set(name, known.length);
  }
  for (const [name, depth] of depths)
    for (const next of below.get(name) ?? []) {
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) depths.set(next, depth + 1);
    }
  return depths;
}
