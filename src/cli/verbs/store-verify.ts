import type { Session } from '../session.ts';
import type { StoreFault } from '../store-faults.ts';
import { tagNamed } from '../tag-named.ts';
import type { Answer, Verb } from '../verb.ts';

export const storeVerifyVerb: Verb = {
  name: 'store verify',
  summary: 'read every byte of what is stored, and name what is damaged',
  arguments: [{ name: '[tag...]', description: 'only what these tags need; default: all that is stored' }],
  examples: ['rolebake store verify', 'rolebake store verify role/web@1 --json'],
  exitOne: 'something is damaged or missing',
  run,
};

async function run(session: Session, names: readonly string[]): Promise<Answer> {
  const { allStored, faultsOfStored, storedOf } = await import('../store-faults.ts');
  const { openStorePlace } = await import('../store.ts');
  const place = await openStorePlace(session);
  const ledger = await session.ledger();
  const named = await Promise.all(names.map((name) => tagNamed(ledger, name)));
  const stored =
    named.length > 0 ? await storedOf(place, named, ledger) : await allStored(place, await ledger.tags(), ledger);
  const faults: StoreFault[] = [];
  await session.progress.during({ subject: 'store', step: 'verify' }, async (detail) => {
    for (const [index, one] of stored.entries()) {
      detail(`${index + 1} of ${stored.length}: ${one.tags[0] ?? one.digest.slice(0, 19)}`);
      faults.push(...(await faultsOfStored(place, one)));
    }
  });
  const count = (kind: string) => stored.filter((one) => one.kind === kind).length;
  const data = {
    ...{ whole: faults.length === 0, snapshots: count('snapshot'), archives: count('archive') },
    ...{ archiveStates: count('archive state'), packages: count('package'), faults },
  };
  return { data, text: textOf(data), exitCode: data.whole ? 0 : 1 };
}

interface Verified {
  readonly snapshots: number;
  readonly archives: number;
  readonly archiveStates: number;
  readonly packages: number;
  readonly faults: readonly StoreFault[];
}

function textOf({ snapshots, archives, archiveStates, packages, faults }: Verified): string {
  if (faults.length === 0)
    return `whole: ${snapshots} snapshots, ${archives} archives of applications and modules, ${archiveStates} archive states, ${packages} packages and lists`;
  const lines = faults.map(
    ({ kind, tags, digest, fault }) =>
      `${kind} ${tags.join(', ') || 'of no tag'}: ${fault.includes(digest) ? '' : `${digest} `}${fault}`,
  );
  const hints = [
    ...(faults.some(({ kind }) => kind === 'snapshot') ? ['rolebake store repair mends what it can'] : []),
    ...(faults.some(({ kind }) => kind === 'package')
      ? ['a damaged package is not used: who needs it downloads it again']
      : []),
    ...(faults.some(({ kind }) => kind === 'archive state')
      ? ['rolebake os update makes the archive state of today anew']
      : []),
  ];
  return [...lines, ...hints].join('\n');
}
