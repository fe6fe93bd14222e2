import type { Area } from '../area.ts';
import type { Standing } from './leftover.ts';

/** Who answers for what has these tags. */
export function standingOf(area: Area, owner: string, expires: string | undefined): Standing {
  if (owner === area.owner) return 'ours';
  const isOver = expires !== undefined && Date.parse(expires) < area.effects.host.now().getTime();
  return isOver ? 'expired' : 'theirs';
}
