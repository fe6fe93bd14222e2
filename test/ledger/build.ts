import { checkpointText } from '../../src/ledger/checkpoint.ts';
import { type ChainEnd, genesisOf, lineOf, nextEntry, type TagFact } from '../../src/ledger/entry.ts';
import { endAfter } from '../../src/ledger/intent.ts';
import { fileOf } from '../../src/ledger/paths.ts';
import { parseComponent } from '../../src/ledger/tag.ts';
import { digestOf } from '../../src/naming/digest.ts';

export const AT = new Date('2026-11-23T18:00:00Z');

/** A fact of one more snapshot of a component, made by its own job. */
export function factOf(component: string, number: number, parents: TagFact['parents'] = []): TagFact {
  const [stream, name] = component.split('/') as [TagFact['stream'], string];
  const digest = digestOf(`${component} ${number}`);
  const details = { note: 'größer “than” life', number };
  return { kind: 'tag', stream, name, digest, parents, details, job: `job-${number}`, who: 'ada' };
}

/** A whole ledger in memory: so many tags of each component. */
export function ledgerOf(counts: Readonly<Record<string, number>>, who = 'ada'): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const checkpoint = new Map<string, ChainEnd>();
  for (const [name, count] of Object.entries(counts)) {
    const component = parseComponent(name);
    let end: ChainEnd = { count: 0, tags: 0, last: genesisOf(component) };
    const lines: string[] = [];
    for (let number = 1; number <= count; number++) {
      const line = lineOf(nextEntry({ ...factOf(name, number), who }, end, AT));
      lines.push(line);
      end = endAfter(end, line);
    }
    files.set(fileOf(component), Buffer.from(lines.join('')));
    checkpoint.set(fileOf(component), end);
  }
  return files.set('HEADS', Buffer.from(checkpointText(checkpoint)));
}
