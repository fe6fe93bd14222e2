import type { Effects } from '../host/effects.ts';
import { readBase } from './base.ts';
import { inClone } from './clone.ts';
import { type Edit, lossesOf, readEdit } from './edits.ts';
import { planPublish } from './plan.ts';
import { refuseUnsafeRepo } from './safety.ts';
import type { Place } from './seen.ts';

/** Finds the edits that a publish of these files would overwrite; changes nothing. */
export async function findEdits(
  place: Place & { readonly workDir: string; readonly timeoutSeconds?: number },
  files: ReadonlyMap<string, string>,
  effects: Pick<Effects, 'run'>,
): Promise<Edit[]> {
  refuseUnsafeRepo(place.repo, place.branch);
  return inClone(place.workDir, place.timeoutSeconds ?? 60, effects, async (clone) => {
    const base = await readBase(clone.git, place.repo, place.branch);
    const bytes = new Map([...files].map(([path, text]) => [path, Buffer.from(text)]));
    const plan = planPublish(bytes, base.tree, base.manifest);
    const never = () => false;
    const { edited } = await lossesOf({ ...clone, base, plan, files: bytes, appendOnly: never, overwrite: never });
    const generated = edited.filter((path) => files.has(path));
    return Promise.all(generated.map((path) => readEdit(clone.git, base, path)));
  });
}
