import type { Digest } from '../../naming/digest.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Snapshots } from '../../snapshots/snapshots.ts';
import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const storeRepairVerb: Verb = {
  name: 'store repair',
  summary: 'make the archive or the tree of damaged snapshots anew from the other, where that is whole',
  examples: ['rolebake store repair'],
  exitOne: 'something stays damaged',
  run,
};

interface Repaired {
  readonly digest: Digest;
  readonly made: 'archive' | 'tree';
}

interface Lost {
  readonly digest: Digest;
  readonly fault: string;
}

async function run(session: Session): Promise<Answer> {
  const { openStore } = await import('../store.ts');
  const snapshots = await openStore(session);
  const repaired: Repaired[] = [];
  const lost: Lost[] = [];
  await session.progress.during({ subject: 'store', step: 'repair' }, async () => {
    for (const digest of snapshots.list()) {
      const made = await repair(snapshots, digest);
      if (typeof made !== 'string') lost.push(...made);
      else if (made !== 'nothing') repaired.push({ digest, made });
    }
  });
  const lines = [
    ...repaired.map(({ digest, made }) => `${digest}: made the ${made} anew`),
    ...lost.map(({ fault }) => `${fault}; bake again, or fetch the state from another host`),
  ];
  const text = lines.length === 0 ? 'nothing is damaged' : lines.join('\n');
  return { data: { repaired, lost }, text, exitCode: lost.length > 0 ? 1 : 0 };
}

/** What was made anew, or what is wrong with a snapshot that cannot be mended. */
async function repair(snapshots: Snapshots, digest: Digest): Promise<'nothing' | 'archive' | 'tree' | Lost[]> {
  try {
    return await snapshots.repair(digest);
  } catch (error) {
    if (!(error instanceof Refusal) || error.problems.some(({ code }) => code !== 'snapshot-damaged')) throw error;
    return error.problems.map(({ message }) => ({ digest, fault: message }));
  }
}
