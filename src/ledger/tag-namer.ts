import type { ChainEnd } from './entry.ts';
import type { Line } from './lines.ts';
import { type Component, tagOf } from './tag.ts';

interface Anchor {
  readonly sequence: number;
  readonly tags: number;
}

/**
 * Tells which tag an entry gave, though it is damaged or gone: from the entries around it that can be trusted, when
 * every entry between them gave a tag. Undefined where that cannot be told.
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
  const exact = new Map(trusted.flatMap(anchorsOf).map((anchor) => [anchor.sequence, anchor.tags]));
  return (sequence) => {
    const known = exact.get(sequence);
    if (known !== undefined) return tagOf(component, known);
    const before = anchors.findLast((anchor) => anchor.sequence < sequence);
    const after = anchors.find((anchor) => anchor.sequence >= sequence);
    if (!before || !after || after.tags - before.tags !== after.sequence - before.sequence) return undefined;
    return tagOf(component, before.tags + sequence - before.sequence);
  };
}

function anchorsOf(line: Line): Anchor[] {
  if (line.reading.state !== 'tag') return [];
  const { sequence, number } = line.reading.entry;
  return [{ sequence, tags: number }];
}
