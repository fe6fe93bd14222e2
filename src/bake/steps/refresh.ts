import { type Digest, parseDigest } from '../../naming/digest.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Argv, SshConnection } from '../../ssh/connection.ts';
import { type Baking, output } from './baking.ts';

/** apt tries nothing twice itself: a step that failed is tried again, which the user sees. */
const REFRESH = [
  ...['apt-get', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20', '-o', 'APT::Update::Error-Mode=any'],
  'update',
] as const satisfies Argv;

/** apt waits for ever for its own helpers when the disk is full. */
const REFRESH_MS = 300_000;

/**
 * Sees that the machine knows what packages there are: it has the lists of the archive in the state in which its parent
 * was made, which are whole; without one they are fetched. Refuses with `snapshot-damaged` or `mirror-failed`.
 */
export async function refresh(baking: Baking, ssh: SshConnection): Promise<void> {
  const { archive } = baking.input;
  if (archive === undefined) await fetchLists(baking, ssh);
  else {
    await refuseDamaged(baking, parseDigest(archive));
    await digestLists(baking, ssh, parseDigest(archive));
  }
}

async function refuseDamaged({ place, input }: Baking, archive: Digest): Promise<void> {
  const faults = await place.packages.states.faults(archive);
  if (faults.length === 0) return;
  const message = `the archive state of ${input.parent.tag} ${faults.join(', ')}`;
  const hint = `rolebake os update ${input.parent.tag.replace(/^os\/|@.*$/g, '')}`;
  throw new Refusal({ code: 'snapshot-damaged', message, hint });
}

/** The first machine with these lists makes of them what apt looks things up in; others have that from it. */
async function digestLists(baking: Baking, ssh: SshConnection, archive: Digest): Promise<void> {
  const { place, context } = baking;
  if (place.packages.states.isDigested(archive)) return;
  const { code } = await ssh.run(['apt-cache', '-o', 'Acquire::Languages=none', 'gencaches'], {
    signal: context.signal,
  });
  // Without it, each bake takes a second longer.
  if (code === 0) await place.images.keepDigestedLists(baking);
}

async function fetchLists(baking: Baking, ssh: SshConnection): Promise<void> {
  const result = await ssh.run(REFRESH, {
    signal: baking.context.signal,
    timeoutMs: REFRESH_MS,
    onOutput: (text) => output(baking, text),
  });
  if (result.code === 0) return;
  const message = `apt-get update in the machine of ${baking.input.role} ended with ${result.code}: ${lastLines(result.stderr)}`;
  throw new Refusal({
    code: 'mirror-failed',
    message,
    hint: 'is the Debian mirror reachable? apt-get update shows it for this host, rolebake doctor for its machines',
  });
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join(' / ');
