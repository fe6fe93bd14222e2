import { contractOf } from '../bake/image-contract.ts';
import type { BakeInput } from '../bake/plan.ts';
import type { Journal } from '../engine/journal.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { Refusal } from '../problem/problem.ts';
import { imageOfTag, type RoleImage } from '../release/role-image.ts';
import { digestOfJob } from './jobs/job-image.ts';
import { jobNamed } from './jobs/job-named.ts';
import { tagNamed } from './tag-named.ts';
import type { Workshop } from './workshop.ts';

/**
 * The image that a person names by a tag, a component, or the job of a bake that gave it no tag; `judge` throws for a tag
 * that is not to be used.
 */
export async function imageNamed(
  { journal, place }: Pick<Workshop, 'journal' | 'place'>,
  text: string,
  judge: (record: TagRecord) => void,
): Promise<RoleImage> {
  if (/^[0-9a-f]{10}$/.test(text)) return imageOfJob(journal, text);
  const record = await tagNamed(place.ledger, text);
  judge(record);
  return imageOfTag(record);
}

function imageOfJob(journal: Journal, id: string): RoleImage {
  const { kind } = jobNamed(journal, id);
  const [input, digest] = [journal.input(id) as Partial<BakeInput>, digestOfJob(journal, id)];
  if (kind === 'bake' && digest !== undefined && input.role !== undefined)
    return { name: `job ${id}`, role: input.role, job: id, digest, contract: contractOf(input.details ?? {}) };
  throw new Refusal({
    code: 'snapshot-missing',
    message: `job ${id} has made no image`,
    hint: `rolebake jobs show ${id}`,
  });
}
