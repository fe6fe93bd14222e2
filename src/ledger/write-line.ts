import { join } from 'node:path';
import type { ComponentLines } from './component-lines.ts';
import type { CurrentHeads } from './current-heads.ts';
import { type KnownEntry, lineOf } from './entry.ts';
import { statOf } from './file-stat.ts';
import { carryOut } from './finish.ts';
import type { Heads } from './heads.ts';
import { endAfter, type Intent, intentText, redoOfLine } from './intent.ts';
import type { IndexedFile } from './ledger-index.ts';
import { fileOf, INTENT } from './paths.ts';
import type { LedgerPlace } from './place.ts';
import type { Memory } from './refresh.ts';
import { signHeads } from './sign-heads.ts';
import { nameOf } from './signature.ts';
import { overwrite } from './storage.ts';

/**
 * The order on disk is the promise: the signature is made, then the intent is synced, and from then on any process can
 * finish; line, checkpoint and signature are synced before the intent goes. Only then is the entry appended.
 */
export async function writeLine(
  place: LedgerPlace,
  { memory, current }: { readonly memory: Memory; readonly current: CurrentHeads },
  lines: ComponentLines,
  entry: KnownEntry,
): Promise<void> {
  const line = lineOf(entry);
  const file = fileOf(lines.component);
  const { intent, redo } = redoOfLine(current.heads, { file, line, size: lines.size, at: entry.at });
  const signature = await signHeads(place, redo.heads, current);
  const signed: Intent = signature === undefined ? intent : { ...intent, signature };
  await overwrite(place.dir, INTENT, Buffer.from(intentText(signed)));
  await carryOut(place.dir, { ...redo, signature });
  remember(place, memory, { heads: redo.heads, signature, current }, { lines, line, entry });
}

interface Written {
  readonly heads: Heads;
  readonly signature: string | undefined;
  /** The checkpoint before. */
  readonly current: CurrentHeads;
}

interface WrittenLine {
  readonly lines: ComponentLines;
  readonly line: string;
  readonly entry: KnownEntry;
}

/** Keeps what was written for the next one. If this process dies before, it is read again. */
function remember(place: LedgerPlace, { index, seen }: Memory, written: Written, appended: WrittenLine): void {
  const { heads, signature, current } = written;
  const { lines, line, entry } = appended;
  const { component, size, file } = lines;
  const stat = statOf(join(place.dir, fileOf(component)));
  if (stat === undefined) return;
  const end = endAfter(lines.end, line);
  const isTag = entry.kind === 'tag';
  const after: IndexedFile = {
    ...{ component, end, stat },
    newest: isTag ? line : (file?.newest ?? ''),
    later: isTag ? (file?.later ?? '') : `${file?.later ?? ''}${line}`,
  };
  index.keep((writer) => {
    const isStill = writer.isAt(current.indexMoment);
    writer.appendLine(after, {
      ...{ job: entry.job, tag: isTag ? entry.number : undefined },
      ...{ offset: size, length: Buffer.byteLength(line) },
    });
    writer.putHeads(heads, current.isIndexed && isStill);
  });
  const bytes = signature === undefined ? undefined : Buffer.from(signature);
  seen.advance(nameOf({ heads, signature: bytes }, place.signer), new Map([[fileOf(component), { ...end, line }]]));
}
