/**
 * What a file held at a moment. The order of its lines is the truth, not the clocks of those who wrote them: whatever
 * stands before a line of that moment was there too.
 */
export function entriesAt<E extends { readonly at: string }>(entries: readonly E[], moment: Date): E[] {
  const last = entries.findLastIndex(({ at }) => Date.parse(at) <= moment.getTime());
  return entries.slice(0, last + 1);
}
