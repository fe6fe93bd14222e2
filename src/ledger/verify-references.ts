import { readLine, tagOfEntry } from './entry.ts';
import type { LedgerFault } from './fault.ts';
import { classify, fileOf, objectFile } from './paths.ts';
import { linesOf } from './scan.ts';
import type { LedgerSource } from './source.ts';
import { parentKey, type SurveyResult } from './survey.ts';
import { componentOf, isTag, splitTag } from './tag.ts';
import { holdsDigest } from './tag-digests.ts';

/** Objects whose bytes are others, and those that an entry names and that are not there. */
export function objectFaults(paths: readonly string[], survey: SurveyResult): LedgerFault[] {
  const there = new Set(paths.filter((path) => classify(path).kind === 'object'));
  const changed = [...survey.changedObjects].sort().map((digest): LedgerFault => {
    const file = objectFile(digest);
    const tag = survey.objects.get(digest);
    const named = tag === undefined ? {} : { tag };
    return { kind: 'object-changed', file, ...named, message: `${file} was changed: its digest is another` };
  });
  const missing = [...survey.objects].flatMap(([digest, tag]): LedgerFault[] => {
    const file = objectFile(digest);
    return there.has(file) ? [] : [{ kind: 'object-missing', file, tag, message: `${file} of ${tag} is missing` }];
  });
  return [...changed, ...missing];
}

/** Entries with a parent that the ledger does not hold. The files are read again only if there are any. */
export function parentFaults(source: LedgerSource, survey: SurveyResult): LedgerFault[] {
  const wrong = new Set([...survey.parents].filter((key) => !isHeld(key, survey)));
  if (wrong.size === 0) return [];
  return survey.files.flatMap(({ component }) => [...faultsOfFile(fileOf(component), source, wrong)]);
}

function isHeld(key: string, { tagDigests }: SurveyResult): boolean {
  const [tag = '', digest = ''] = key.split(' ');
  return isTag(tag) && holdsDigest(tagDigests.get(componentOf(tag)), splitTag(tag).number, digest);
}

function* faultsOfFile(file: string, source: LedgerSource, wrong: ReadonlySet<string>): Generator<LedgerFault> {
  let line = 0;
  for (const bytes of linesOf(source.pieces(file))) {
    line += 1;
    const reading = readLine(bytes.subarray(0, -1));
    if (reading.state !== 'tag') continue;
    const tag = tagOfEntry(reading.entry);
    for (const parent of reading.entry.parents.filter((one) => wrong.has(parentKey(one)))) {
      const message = `${file} line ${line} (${tag}) has the parent ${parent.tag} ${parent.digest}, which the ledger does not hold`;
      yield { kind: 'parent', file, line, tag, message };
    }
  }
}
