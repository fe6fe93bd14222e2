import { Refusal } from '../problem/problem.ts';
import type { Session } from './session.ts';

/**
 * The tag that a job gave, as it is called now, by job: only of tags that a merge has given another name. None where the
 * ledger cannot tell: what these serve for has other news than that.
 */
export async function renamedJobs(session: Session): Promise<ReadonlyMap<string, string>> {
  try {
    const roles = await (await session.ledger()).tags({ stream: 'role' });
    const renamed = roles.filter(({ entry }) => entry.formerly !== undefined);
    return new Map(renamed.map(({ tag, entry }) => [entry.job, tag]));
  } catch (error) {
    if (error instanceof Refusal) return new Map();
    throw error;
  }
}
