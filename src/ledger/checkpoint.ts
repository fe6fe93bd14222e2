import { canonicalJson } from './canonical.ts';
import { type ChainEnd, FORMAT } from './entry.ts';
import { merkleRoot } from './merkle-root.ts';
import { classify } from './paths.ts';

/** Where each file of the ledger ends, by path. */
export type Checkpoint = ReadonlyMap<string, ChainEnd>;

/** The text of HEADS: a line over all, then one for each file in order of path. */
export function checkpointText(checkpoint: Checkpoint): string {
  const lines = [...checkpoint]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, end]) => canonicalJson({ file, ...end }));
  const entries = [...checkpoint.values()].reduce((sum, end) => sum + end.count, 0);
  const top = { entries, files: lines.length, format: FORMAT, kind: 'checkpoint', root: merkleRoot(lines) };
  return `${[canonicalJson(top), ...lines].join('\n')}\n`;
}

/** A checkpoint read back, or the reason why it cannot be trusted. */
export type CheckpointReading =
  | { readonly state: 'whole'; readonly checkpoint: Checkpoint }
  | { readonly state: 'newer'; readonly format: number }
  | { readonly state: 'damaged' };

/** Reads HEADS; anything but exactly the text that `checkpointText` gives is damaged. */
export function readCheckpoint(bytes: Uint8Array): CheckpointReading {
  const text = Buffer.from(bytes).toString('utf8');
  try {
    const [top, ...ends] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    if (Number.isInteger(top.format) && top.format > FORMAT) return { state: 'newer', format: top.format };
    const checkpoint = new Map(ends.map(({ file, count, tags, last }) => [file, { count, tags, last }] as const));
    const ours = [...checkpoint.keys()].every((file) => classify(file).kind === 'entries');
    return ours && checkpointText(checkpoint) === text ? { state: 'whole', checkpoint } : { state: 'damaged' };
  } catch {
    return { state: 'damaged' };
  }
}
