import { join } from 'node:path';
import { digestOf } from '../naming/digest.ts';
import { type ChainEnd, genesisOf } from './entry.ts';
import { finishWrites, moveAside, pendingRedo } from './finish.ts';
import { piecesOf } from './folder-source.ts';
import { HEADS } from './paths.ts';
import type { LedgerPlace } from './place.ts';
import { scanFile } from './scan.ts';
import { openSeen } from './seen.ts';
import { readIfThere, writeTail } from './storage.ts';
import { type Component, parseComponent } from './tag.ts';
import { promisesOf } from './verify.ts';
import { type FolderVerification, verifyFolder } from './verify-folder.ts';

/** One thing that a repair did, or would do. */
export interface RepairStep {
  /** `finished` what a writer had begun; `restored` a file's last line; `moved-aside` what was never appended. */
  readonly what: 'finished' | 'restored' | 'moved-aside';
  readonly file: string;
  /** A sentence for a person. */
  readonly message: string;
}

/** What a repair did, and what is still wrong. */
export interface Repair {
  readonly steps: readonly RepairStep[];
  readonly found: FolderVerification;
}

/** How to repair. */
export interface RepairOptions {
  /** Lines, with their line feeds, that may be the last ones of files: the checkpoint says which are. */
  readonly lines: Iterable<string>;
  readonly dryRun: boolean;
}

/**
 * Finishes what a writer died in, and restores what is torn at the end of a file. Nothing is guessed: a line is put back
 * only if its digest is the one that the checkpoint has for the end of that file, and what stood there is kept in
 * `.state/torn`. The caller holds the ledger's lock.
 */
export async function repairLedger(place: LedgerPlace, { lines, dryRun }: RepairOptions): Promise<Repair> {
  const steps = await finish(place.dir, dryRun);
  const before = await verifyFolder(place);
  const broken = [...new Set(before.faults.map(({ file }) => file))];
  const promises = promisesOf(await readIfThere(place.dir, HEADS)) ?? new Map<string, ChainEnd>();
  const ends = broken.flatMap((file): BrokenFile[] => {
    const promised = promises.get(file);
    return promised === undefined
      ? []
      : [{ file, component: parseComponent(file.slice(0, -'.jsonl'.length)), promised }];
  });
  const known = ends.length === 0 ? new Map<string, string>() : byDigest([...lines, ...linesSeen(place)]);
  for (const end of ends) steps.push(...(await mend(place.dir, end, known.get(end.promised.last), dryRun)));
  return { steps, found: steps.length === 0 || dryRun ? before : await verifyFolder(place) };
}

interface BrokenFile {
  readonly file: string;
  readonly component: Component;
  readonly promised: ChainEnd;
}

async function finish(dir: string, dryRun: boolean): Promise<RepairStep[]> {
  const redo = dryRun ? await pendingRedo(dir) : await finishWrites(dir);
  const files = redo?.tails.map(({ file }) => file) ?? [];
  const [file = HEADS] = files;
  const message = `${files.join(', ') || HEADS}: finished what a writer that died had begun`;
  return redo === undefined ? [] : [{ what: 'finished', file, message }];
}

function* linesSeen(place: LedgerPlace): Generator<string> {
  using seen = openSeen(place.state, place.dir);
  yield* seen.lines();
}

const byDigest = (lines: Iterable<string>) => new Map([...lines].map((line) => [digestOf(line), line] as const));

/** Gives a file its end back, if what stands before the end is whole. */
async function mend(dir: string, broken: BrokenFile, line: string | undefined, dryRun: boolean): Promise<RepairStep[]> {
  const { file, promised } = broken;
  const { all, allButLast } = wholeLines(join(dir, file), broken);
  const isRight = line !== undefined && allButLast !== undefined && previousIn(line) === allButLast.last;
  const size = all?.size ?? (isRight ? allButLast.size : undefined);
  if (size === undefined) return [];
  const rest = (await readIfThere(dir, file))?.subarray(size) ?? Buffer.alloc(0);
  if (all !== undefined && rest.length === 0) return [];
  if (!dryRun) {
    if (rest.length > 0) await moveAside(dir, file, rest);
    await writeTail(dir, file, size, Buffer.from(all === undefined ? (line ?? '') : ''));
  }
  return all === undefined
    ? [{ what: 'restored', file, message: `${file} line ${promised.count}: put back, as the checkpoint has it` }]
    : [{ what: 'moved-aside', file, message: `${file}: moved to .state/torn what was never appended` }];
}

interface WholePart {
  readonly size: number;
  readonly last: string;
}

/** Up to where a file is whole: all that the checkpoint counts, or all but the last of it. */
function wholeLines(path: string, { component, promised }: BrokenFile): { all?: WholePart; allButLast?: WholePart } {
  let allButLast = promised.count === 1 ? { size: 0, last: genesisOf(component) } : undefined;
  let all: WholePart | undefined;
  scanFile(component, piecesOf(path), ({ place, offset, bytes, digest }) => {
    const part = { size: offset + bytes.length, last: digest };
    if (place === promised.count - 1) allButLast = part;
    if (place === promised.count && digest === promised.last) all = part;
  });
  return { ...(all === undefined ? {} : { all }), ...(allButLast === undefined ? {} : { allButLast }) };
}

/** What a line that rolebake once wrote holds of the one before. */
const previousIn = (line: string): unknown => JSON.parse(line).previous;
