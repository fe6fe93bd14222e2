import { suggest } from '../nearest.ts';
import { cycleFrom } from '../order.ts';
import type { RoleSource } from '../role.ts';

/** Complains of names that no role has, and of roles that extend themselves. Returns the names in circles. */
export function checkFamily(sources: ReadonlyMap<string, RoleSource>, lost: ReadonlySet<string>): Set<string> {
  const circular = new Set<string>();
  const family = new Map([...sources].map(([name, { data }]) => [name, { uses: data?.extends ?? [] }]));
  for (const [name, { complaints }] of sources) {
    for (const [index, other] of (family.get(name)?.uses ?? []).entries()) {
      if (family.has(other) || lost.has(other)) continue;
      const message = `there is no role ${other} to extend`;
      complaints.add(
        'unknown-trait',
        message,
        ['extends', index],
        suggest(
          other,
          [...family.keys()].filter((one) => one !== name),
        ),
      );
    }
    const cycle = circular.has(name) ? undefined : cycleFrom(name, family);
    for (const one of cycle ?? []) circular.add(one);
    if (!cycle) continue;
    const message = `roles extend each other in a circle: ${cycle.join(' -> ')}`;
    complaints.add('cycle', message, ['extends'], 'take one of them out');
  }
  return circular;
}
