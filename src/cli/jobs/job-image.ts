import type { Journal } from '../../engine/journal.ts';
import { type Digest, parseDigest } from '../../naming/digest.ts';

/** The snapshot that a bake has made, with or without a tag. */
export function digestOfJob(journal: Pick<Journal, 'step'>, id: string): Digest | undefined {
  const step = journal.step(id, 'snapshot');
  return step?.state === 'done' && typeof step.result === 'string' ? parseDigest(step.result) : undefined;
}
