import { type Checkpoint, checkpointText, readCheckpoint } from './checkpoint.ts';
import type { ChainEnd } from './entry.ts';
import type { LedgerFault } from './fault.ts';
import { afterRedo } from './intent.ts';
import { classify, fileOf, HEADS } from './paths.ts';
import { NEWER_CHECKPOINT } from './refusals.ts';
import { type LedgerSource, sourceOf } from './source.ts';
import type { Files } from './storage.ts';
import { type FileFinding, Survey, type SurveyResult } from './survey.ts';
import { surveyAll, workOf } from './survey-work.ts';
import { tagOf } from './tag.ts';
import { objectFaults, parentFaults } from './verify-references.ts';

/** What a ledger holds, and everything that is wrong with it. */
export interface Verification {
  readonly faults: readonly LedgerFault[];
  /** Number of component files. */
  readonly files: number;
  readonly entries: number;
  /** Kinds of entry that this version keeps and does not understand, with how many there are. */
  readonly unknownKinds: ReadonlyMap<string, number>;
  /** Why this version must not answer from it: a sentence for each thing that only a newer one knows. */
  readonly newer: readonly string[];
}

/** Verifies a whole ledger, given its bytes by path: nothing else is needed. Pure. */
export function verifyLedger(stored: Files): Verification {
  const files = afterRedo(stored);
  const source = sourceOf(files);
  const survey = new Survey();
  surveyAll(survey, source, workOf(source.paths, promisesOf(files.get(HEADS))));
  return conclude(source, files.get(HEADS), survey);
}

/** What a checkpoint promises of each file; undefined if there is none to trust, and then nothing can be held to it. */
export function promisesOf(heads: Buffer | undefined): Checkpoint | undefined {
  const reading = heads === undefined ? undefined : readCheckpoint(heads);
  return reading?.state === 'whole' ? reading.checkpoint : undefined;
}

/** All that is wrong, once each file was looked at by itself. */
export function conclude(source: LedgerSource, heads: Buffer | undefined, survey: SurveyResult): Verification {
  const findings = new Map(
    [...survey.files]
      .map((finding) => [fileOf(finding.component), finding] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const { faults, checkpoint } = verifyHeads(heads, findings);
  const known = [...findings].filter(([path]) => checkpoint === undefined || checkpoint.has(path));
  return {
    faults: [
      ...faults,
      ...nameFaults(findings, checkpoint),
      ...known.flatMap(([, finding]) => finding.faults),
      ...foreignFaults(source.paths),
      ...objectFaults(source.paths, survey),
      ...parentFaults(source, survey),
    ],
    files: findings.size,
    entries: survey.entries,
    unknownKinds: survey.unknownKinds,
    newer: [...faults.flatMap(({ kind }) => (kind === 'newer-format' ? [NEWER_CHECKPOINT] : [])), ...survey.newer],
  };
}

type Findings = ReadonlyMap<string, FileFinding>;

function verifyHeads(
  bytes: Buffer | undefined,
  findings: Findings,
): { faults: LedgerFault[]; checkpoint?: Checkpoint } {
  if (bytes === undefined) {
    if (findings.size === 0) return { faults: [], checkpoint: new Map() };
    return { faults: [{ kind: 'checkpoint', file: HEADS, message: `${HEADS} is missing, and there are entries` }] };
  }
  const reading = readCheckpoint(bytes);
  switch (reading.state) {
    case 'whole':
      return { faults: [], checkpoint: reading.checkpoint };
    case 'newer':
      return {
        faults: [headsFault('newer-format', 1, 'is of a newer format than this rolebake reads: update rolebake')],
      };
    case 'damaged': {
      const line = differingLine(bytes.toString('utf8'), observed(findings));
      return { faults: [headsFault('checkpoint', line, 'was changed: its root does not fit what it says')] };
    }
  }
}

function headsFault(kind: LedgerFault['kind'], line: number, what: string): LedgerFault {
  return { kind, file: HEADS, line, message: `${HEADS} line ${line} ${what}` };
}

/** The checkpoint that the files as they are would give. */
function observed(findings: Findings): Checkpoint {
  return new Map([...findings].map(([path, { end }]) => [path, end]));
}

/** The first line of a damaged HEADS that the files do not give; only its first line tells when it was made. */
function differingLine(text: string, checkpoint: Checkpoint): number {
  const lines = text.split('\n');
  const at = /^\{"at":"([-0-9:.TZ]+)"/.exec(lines[0] ?? '')?.[1];
  const expected = checkpointText(checkpoint, at).split('\n');
  const place = lines.findIndex((line, index) => line !== expected[index]);
  return place === -1 ? expected.length : place + 1;
}

/** Files that the checkpoint promises and that are not there, under their name or at all; and files it knows not. */
function nameFaults(findings: Findings, checkpoint: Checkpoint | undefined): LedgerFault[] {
  if (checkpoint === undefined) return [];
  const strangers = new Map([...findings].filter(([path]) => !checkpoint.has(path)));
  const faults: LedgerFault[] = [];
  for (const [file, end] of checkpoint) {
    if (findings.has(file)) continue;
    const [moved] = [...strangers].find(([, finding]) => finding.end.last === end.last) ?? [];
    strangers.delete(moved ?? '');
    faults.push(goneFile(file, end, moved));
  }
  for (const file of strangers.keys()) {
    faults.push({
      kind: 'file-added',
      file,
      message: `${file} is not in the checkpoint: it was added, or ${HEADS} is older`,
    });
  }
  return faults;
}

/** A file that is not there, under its name or at all. */
export function goneFile(file: string, end: ChainEnd, movedTo?: string): LedgerFault {
  const kind = classify(file);
  const last = kind.kind === 'entries' && end.tags > 0 ? tagOf(kind.component, end.tags) : undefined;
  const held = `it held ${end.count} entries${last === undefined ? '' : `, the last tag ${last}`}`;
  const tag = last === undefined ? {} : { tag: last };
  if (movedTo === undefined) return { kind: 'file-removed', file, ...tag, message: `${file} was removed; ${held}` };
  return { kind: 'file-renamed', file, ...tag, message: `${file} was renamed to ${movedTo}; ${held}` };
}

function foreignFaults(paths: readonly string[]): LedgerFault[] {
  const foreign = paths.filter((path) => classify(path).kind === 'foreign');
  return foreign.map((file) => ({ kind: 'foreign-file', file, message: `${file} is no file of a ledger` }));
}
