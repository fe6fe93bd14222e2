import type { LedgerFault } from './fault.ts';
import { folderSource } from './folder-source.ts';
import { Heads } from './heads.ts';
import { HEADS, SIGNATURE } from './paths.ts';
import { pendingFiles } from './pending-files.ts';
import type { LedgerPlace } from './place.ts';
import { openSeen, type Seen } from './seen.ts';
import { seenFaults } from './seen-faults.ts';
import { nameOf, type SignedHeads, signatureOf } from './signature.ts';
import { readIfThere } from './storage.ts';
import { surveyFolder } from './survey-folder.ts';
import { workOf } from './survey-work.ts';
import { conclude, promisesOf, type Verification } from './verify.ts';

/** What a ledger on disk holds, and everything that is wrong with it, signature and earlier checkpoints included. */
export interface FolderVerification extends Verification {
  /** Who has signed the checkpoint; undefined if nobody has, or nothing says whose signatures count. */
  readonly signer?: string;
}

/** Reads every byte of a ledger and says everything that is wrong; nothing is believed that was found before. */
export async function verifyFolder(place: LedgerPlace): Promise<FolderVerification> {
  using seen = openSeen(place.state, place.dir);
  const others = await pendingFiles(place.dir);
  const { pieces, paths } = folderSource(place.dir, others);
  const read = (path: string) => (others.has(path) ? others.get(path) : readIfThere(place.dir, path));
  const bytes = await read(HEADS);
  const heads = Heads.read(bytes);
  const signed = typeof heads === 'string' ? undefined : { heads, signature: await read(SIGNATURE) };
  if (signed !== undefined) seen.meet(nameOf(signed, place.signer), () => signed.heads.checkpoint);
  const ends = seen.ends();
  const survey = await surveyFolder(place.dir, others, workOf(paths, promisesOf(bytes), ends));
  const found = conclude({ pieces, paths }, bytes, survey);
  if (signed === undefined) return found;
  const signing = await signatureFaults(place, signed);
  const faults = [...signing.faults, ...found.faults, ...seenFaults(ends, signed.heads.checkpoint, survey.files)];
  if (faults.length === 0) rememberWhole(seen, signed, place);
  return { ...found, faults, ...(signing.signer === undefined ? {} : { signer: signing.signer }) };
}

/** Who has signed, or that nobody has as it should be; an empty ledger has no checkpoint to sign. */
async function signatureFaults(
  { signer, now }: LedgerPlace,
  signed: SignedHeads,
): Promise<{ faults: LedgerFault[]; signer?: string }> {
  if (signer === undefined || signed.heads.isNone) return { faults: [] };
  const verdict = await signatureOf(signed, signer, now);
  return 'fault' in verdict ? { faults: [verdict.fault] } : { faults: [], signer: verdict.signer };
}

function rememberWhole(seen: Seen, signed: SignedHeads, { signer }: LedgerPlace): void {
  const name = nameOf(signed, signer);
  if (!seen.knows(name)) seen.advance(name, signed.heads.checkpoint);
}
