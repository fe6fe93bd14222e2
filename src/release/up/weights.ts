/** The weight of a server that gets all: the most that HAProxy and its like take. */
export const HEAVIEST = 256;

/**
 * Weights of single servers, 0 to 256, such that `share` per cent of the connections go to the new ones, however many
 * there are of each. A side that gets anything has at least 1; where one side is empty the other gets all.
 */
export function weightsFor(
  share: number,
  { fresh, old }: { readonly fresh: number; readonly old: number },
): { readonly fresh: number; readonly old: number } {
  const each = [fresh === 0 ? 0 : share / fresh, old === 0 ? 0 : (100 - share) / old];
  const most = Math.max(...each);
  if (most === 0) return { fresh: fresh === 0 ? 0 : HEAVIEST, old: old === 0 ? 0 : HEAVIEST };
  const [one = 0, other = 0] = each.map((part) => (part === 0 ? 0 : Math.max(1, Math.round((part / most) * HEAVIEST))));
  return { fresh: one, old: other };
}
