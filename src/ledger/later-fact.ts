import { type ChainEnd, FORMAT, fitting, type LaterEntry, type TagEntry, type TagFact } from './entry.ts';

/** What the ledger itself adds to a fact about a tag. */
type Added = 'at' | 'critical' | 'digest' | 'format' | 'previous' | 'sequence';
type Given<E> = E extends LaterEntry ? Readonly<Omit<E, Added>> : never;

/** A fact about a tag that is there: `number` says which of its component. No secret goes in here. */
export type LaterFact = Given<LaterEntry>;

type Said<F> = F extends LaterFact ? Omit<F, 'stream' | 'name' | 'number' | 'job' | 'who'> : never;

/** What is said of a tag, without which and by whom. */
export type Saying = Said<LaterFact>;

/** What can be appended: a snapshot to be named, or a fact about a tag. */
export type Fact = TagFact | LaterFact;

/** The entry that continues the chain of a tag's file with a fact about it. */
export function nextLaterEntry(fact: LaterFact, about: TagEntry, end: ChainEnd, at: Date): LaterEntry {
  const added = {
    at: at.toISOString(),
    digest: about.digest,
    format: FORMAT,
    previous: end.last,
    sequence: end.count + 1,
  } as const;
  return fitting(fact.kind === 'revoked' ? { ...fact, ...added, critical: true } : { ...fact, ...added });
}

/** Whether an entry says what the fact says, whoever said it. */
export function saysTheSame(entry: LaterEntry, fact: LaterFact): boolean {
  return entry.kind === fact.kind && entry.number === fact.number && sayingOf(entry) === sayingOf(fact);
}

/** The reason, channel or text. */
function sayingOf(fact: LaterFact | LaterEntry): string {
  switch (fact.kind) {
    case 'revoked':
    case 'deprecated':
      return fact.why;
    case 'promoted':
    case 'demoted':
      return fact.channel;
    case 'note':
      return fact.text;
  }
}
