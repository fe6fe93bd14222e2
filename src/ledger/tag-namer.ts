import type { ChainEnd } from './entry.ts';
import type { Line } from './lines.ts';
import { type Component, tagOf } from './tag.ts';

interface Anchor {
  readonly sequence: number;
  readonly tags: number;
}

/**
 * Tells which tag an entry gave, though it is damaged or gone: from the entries around it that can be trusted, when
 * every other entry between them gave a tag. Undefined where that cannot be told.
 */
export function tagNamer(
  component: Component,
  trusted: readonly Line[],
  end: ChainEnd | undefined,
): (sequence: number) => string | undefined {
  const anchors = trusted.flatMap(anchorsOf);
  anchors.push({ sequence: 0, tags: 0 });
  if (end !== undefined) anchors.push({ sequence: end.count, tags: end.tags });
  anchors.sort((a, b) => a.sequence - b.sequence);
  const others = new Set(trusted.flatMap(sequenceOfOther));
  const possible = (from: number, to: number) => {
    let count = to - from;
    for (const sequence of others) if (sequence > from && sequence <= to) count -= 1;
    return count;
  };
  const exact = new Map(trusted.flatMap(anchorsOf).map((anchor) => [anchor.sequence, anchor.tags]));
  return (sequence) => {
    const known = exact.get(sequence);
    if (known !== undefined) return tagOf(component, known);
    const before = anchors.findLast((anchor) => anchor.sequence < sequence);
    const after = anchors.find((anchor) => anchor.sequence >= sequence);
    if (!before || !after || others.has(sequence)) return undefined;
    if (after.tags - before.tags !== possible(before.sequence, after.sequence)) return undefined;
    return tagOf(component, before.tags + possible(before.sequence, sequence));
  };
}

function anchorsOf(line: Line): Anchor[] {
  if (line.reading.state !== 'tag') return [];
  const { sequence, number } = line.reading.entry;
  return [{ sequence, tags: number }];
}

/** The sequence of an entry that gave no tag. */
function sequenceOfOther({ reading }: Line): number[] {
  return reading.state === 'later' || reading.state === 'other-kind' ? [reading.entry.sequence] : [];
}
