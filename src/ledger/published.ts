import { digestOf } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type Parting, tagGivenBy } from './parting.ts';
import type { Files } from './storage.ts';

/** What a branch of a config repo is known to have held. */
export interface Published {
  readonly checkpoint: Checkpoint;
  /** The branch, for a person. */
  readonly where: string;
}

const LINE_FEED = 0x0a;
const NONE = Buffer.alloc(0);

/** Refuses a ledger that no longer holds what its branch was seen to hold: someone has rewritten it. */
export function refuseRewritten(theirs: Files, { checkpoint, where }: Published): void {
  const problems = [...checkpoint].flatMap(([file, end]) =>
    lineDigest(theirs.get(file) ?? NONE, end.count) === end.last
      ? []
      : [conflict(`${file} in ${where} has lost entries that it held before: its history was rewritten`)],
  );
  if (problems.length > 0) throw new Refusal(problems);
}

/** Refuses to give another number to a tag that is published already, on another branch. */
export function refuseRenumbering(partings: readonly Parting[], ours: Files, published: readonly Published[]): void {
  const problems = partings.flatMap((parting) => {
    if (parting.theirs.length === 0 || parting.ours.length === 0) return [];
    const common = countLines(ours.get(parting.file)?.subarray(0, parting.size) ?? NONE);
    const other = published.find(({ checkpoint }) => (checkpoint.get(parting.file)?.count ?? 0) > common);
    const tag = parting.ours.map(tagGivenBy).find((given) => given !== undefined) ?? parting.file;
    return other === undefined ? [] : [conflict(`${tag} is published on ${other.where}, and is another one here`)];
  });
  if (problems.length > 0) throw new Refusal(problems);
}

function conflict(message: string) {
  const hint = 'see who has written which: rolebake ledger verify, git log -- ledger';
  return { code: 'ledger-conflict' as const, message, hint };
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

/** The digest of a line, counted from 1, with its line feed. */
function lineDigest(bytes: Buffer, place: number): string | undefined {
  let start = 0;
  for (let line = 1; line < place; line++) {
    start = bytes.indexOf(LINE_FEED, start) + 1;
    if (start === 0) return undefined;
  }
  const end = bytes.indexOf(LINE_FEED, start);
  return end === -1 ? undefined : digestOf(bytes.subarray(start, end + 1));
}
