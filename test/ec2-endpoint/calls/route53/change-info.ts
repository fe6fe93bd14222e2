import type { Structure } from '../../protocol/xml.ts';
import type { CallContext } from '../call.ts';

/** A change that is on its way to all servers. */
export function changeInfo({ cloud, now }: CallContext): Structure {
  const id = `C${cloud.id('').replace(/^-0*/, '').toUpperCase().padStart(12, '0')}`;
  cloud.nameChanges.set(id, now + cloud.faults.inSyncMs);
  return changeForm({ cloud, now }, id);
}

export function changeForm({ cloud, now }: Pick<CallContext, 'cloud' | 'now'>, id: string): Structure {
  const isKnown = (cloud.nameChanges.get(id) ?? 0) <= now;
  return { Id: `/change/${id}`, Status: isKnown ? 'INSYNC' : 'PENDING', SubmittedAt: new Date(now) };
}
