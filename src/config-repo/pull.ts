import type { Effects } from '../host/effects.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { MergeReport } from '../ledger/merge-in.ts';
import { readBase } from './base.ts';
import { Branch } from './branch.ts';
import { inClone } from './clone.ts';
import { refuseUnsafeRepo } from './safety.ts';
import { type Place, remember } from './seen.ts';

/** Takes the ledger of a branch of a config repo into ours; nothing else of it, and nothing is published. */
export async function pull(
  place: Place & { readonly workDir: string; readonly timeoutSeconds?: number },
  ledger: Ledger,
  effects: Pick<Effects, 'run'>,
): Promise<MergeReport> {
  refuseUnsafeRepo(place.repo, place.branch);
  return inClone(place.workDir, place.timeoutSeconds ?? 60, effects, async (clone) => {
    const base = await readBase(clone.git, place.repo, place.branch);
    const report = await ledger.merge(await new Branch(clone, place, base).ledger(await ledger.files()));
    if (base.commit !== undefined) await remember(clone.git, place, base.commit);
    return report;
  });
}
