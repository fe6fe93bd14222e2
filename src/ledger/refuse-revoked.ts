import { Refusal } from '../problem/problem.ts';
import type { TagRecord } from './ledger-view.ts';

/** Why a tag must not be used: it is revoked, or built on one that is. */
export function whyRevoked({ tag, standing }: TagRecord): string | undefined {
  if (standing.revoked) return `${tag} is revoked: ${standing.revoked.text}`;
  const { builtOnRevoked: bad } = standing;
  return bad.length === 0 ? undefined : `${tag} is built on ${bad.join(', ')}, which is revoked`;
}

/** Refuses (`revoked-tag`) a tag that is revoked or built on one that is. */
export function refuseRevoked(record: TagRecord, hint: string): void {
  const message = whyRevoked(record);
  if (message !== undefined) throw new Refusal({ code: 'revoked-tag', message, hint });
}
