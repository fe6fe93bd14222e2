import type { Catalog } from '../catalog/model.ts';
import { compile, type Generated } from '../compile/compile.ts';
import { changes as unwritten } from '../compile/output.ts';
import type { Branch } from '../config-repo/branch.ts';
import type { Contents } from '../config-repo/publish.ts';
import { type Checkpoint, readCheckpoint } from '../ledger/checkpoint.ts';
import type { ChainEnd, EntryReading } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { OtherLedger } from '../ledger/merge-in.ts';
import { classify, HEADS, SIGNATURE } from '../ledger/paths.ts';
import type { Files } from '../ledger/storage.ts';
import { Refusal } from '../problem/problem.ts';
import { ENVIRONMENTS, environmentFiles, type OurEnvironments } from '../release/front/environment-files.ts';
import { untaggedImages } from './image-tags.ts';
import { publishMessage } from './publish-message.ts';
import { Renames } from './renames.ts';
import type { Session } from './session.ts';

/** What the catalog gives; a Refusal if what is written is not that. */
export function currentCode(session: Session, catalog: Catalog): Generated {
  const generated = compile(catalog);
  const count = unwritten(session.settings.generated, generated).length;
  if (count === 0) return generated;
  const where = session.shown(session.settings.generated);
  throw new Refusal({
    code: 'not-compiled',
    message: `${count} files in ${where} are not what the catalog gives`,
    hint: 'rolebake compile',
  });
}

/**
 * What goes to the config repo: the generated roles, the ledger with what other clones have published, and a message for
 * operators. `overwrite` names files that were edited there and may be overwritten. Files of environments stay as they
 * are there, but for those that are given.
 */
export async function publication(session: Session, overwrite: readonly string[], environments?: OurEnvironments) {
  const catalog = await session.catalog();
  const generated = currentCode(session, catalog);
  const ledger = await session.ledger();
  const renames = new Renames();
  const contents = async (branch: Branch): Promise<Contents> => {
    const published = await branch.ledger(await ledger.files());
    renames.add((await ledger.merge(published)).renamed);
    const files = new Map<string, string | Buffer>(generated);
    const before = await branch.files(ENVIRONMENTS);
    for (const [path, bytes] of environments ? environmentFiles(before, environments) : before) files.set(path, bytes);
    const ours = await ledger.files();
    const entries = await newEntries(ledger, ours, published.checkpoint);
    for (const [path, bytes] of ledgerFiles(ours, published, entries.length)) files.set(`ledger/${path}`, bytes);
    return {
      files,
      message: (changes) => publishMessage(changes, entries),
      appendOnly: (path) => path.startsWith('ledger/') && !CHECKPOINT.some((name) => path === `ledger/${name}`),
      images: async (tagged) => untaggedImages(session, catalog, await ledger.view(), tagged),
      overwrite: (path) => overwrite.includes(path),
    };
  };
  return { contents, renames };
}

/** Every append and merge writes these anew. */
const CHECKPOINT = [HEADS, SIGNATURE];

/** The ledger's files. A branch that holds the same entries keeps its checkpoint: ours would say nothing else. */
function ledgerFiles(ours: Files, { files: theirs }: OtherLedger, added: number): Files {
  if (added > 0 || !theirs.has(HEADS) || ours.has(SIGNATURE) !== theirs.has(SIGNATURE)) return ours;
  const kept = CHECKPOINT.flatMap((path): [string, Buffer][] => {
    const bytes = theirs.get(path);
    return bytes === undefined ? [] : [[path, bytes]];
  });
  return new Map([...ours, ...kept]);
}

/** What the ledger holds and the branch does not; only files that have grown are read. */
async function newEntries(ledger: Ledger, ours: Files, published: Checkpoint): Promise<EntryReading[]> {
  const reading = readCheckpoint(ours.get(HEADS) ?? Buffer.alloc(0));
  const ends = reading.state === 'whole' ? reading.checkpoint : new Map<string, ChainEnd>();
  const entries: EntryReading[] = [];
  for (const [path, end] of ends) {
    const [kind, count] = [classify(path), published.get(path)?.count ?? 0];
    if (kind.kind !== 'entries' || end.count === count) continue;
    entries.push(...(await ledger.entries(kind.component)).filter(({ entry }) => entry.sequence > count));
  }
  return entries;
}
