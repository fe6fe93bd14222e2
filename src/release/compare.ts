import type { LockedMember, ReleaseLock } from './lock.ts';

/** What is different for one role between two releases. */
export type MemberChange =
  | { readonly change: 'added' | 'removed'; readonly role: string; readonly tag: string }
  | {
      readonly change: 'changed';
      readonly role: string;
      readonly from: string;
      readonly to: string;
      /** What else is different, as it is called in the lock. */
      readonly settings: readonly (keyof LockedMember)[];
    };

const SETTINGS = ['count', 'after', 'balancers', 'connections'] as const satisfies readonly (keyof LockedMember)[];

/** What it takes to get from one release to another, in the order of start of the latter. */
export function compareLocks(from: ReleaseLock, to: ReleaseLock): MemberChange[] {
  const before = new Map(from.members.map((member) => [member.role, member]));
  const stays = new Set(to.members.map(({ role }) => role));
  const gone = from.members.filter(({ role }) => !stays.has(role));
  return [
    ...to.members.flatMap((member) => changeOf(before.get(member.role), member)),
    ...gone.map(({ role, tag }): MemberChange => ({ change: 'removed', role, tag })),
  ];
}

function changeOf(old: LockedMember | undefined, member: LockedMember): MemberChange[] {
  const { role, tag } = member;
  if (!old) return [{ change: 'added', role, tag }];
  const settings = SETTINGS.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(member[key]));
  return old.tag === tag && settings.length === 0
    ? []
    : [{ change: 'changed', role, from: old.tag, to: tag, settings }];
}
