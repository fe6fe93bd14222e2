import type { LaterEntry } from '../ledger/entry.ts';
import type { Saying } from '../ledger/later-fact.ts';
import type { LedgerView, TagRecord } from '../ledger/ledger-view.ts';
import { parseChannel, parseText } from '../ledger/words.ts';
import { Refusal } from '../problem/problem.ts';
import type { Session } from './session.ts';
import { type Options, textOption } from './verb.ts';

/** A tag that something is to be said of, and the ledger as it is. */
export interface Subject {
  readonly record: TagRecord;
  readonly view: LedgerView;
}

/** The tag that a person names in full, `role/web@42`: a fact is never about whatever happens to be the newest. */
export async function subjectOf(session: Session, text: string): Promise<Subject> {
  const { existingTag } = await import('../ledger/ledger.ts');
  const { parseTag } = await import('../ledger/tag.ts');
  const tag = parseTag(text);
  const view = await (await session.ledger()).view();
  return { record: existingTag(view, tag), view };
}

/** Appends a fact about a tag; with `dryRun` only gives the entry that it would be. */
export async function sayFact(
  session: Session,
  { entry: about }: TagRecord,
  saying: Saying,
  dryRun = false,
): Promise<LaterEntry> {
  const { stream, name, number } = about;
  const job = session.effects.randomBytes(8).toString('hex');
  const fact = { ...saying, stream, name, number, job, who: session.who };
  if (!dryRun) return await (await session.ledger()).append(fact);
  const { nextLaterEntry } = await import('../ledger/later-fact.ts');
  const nowhere = { count: 0, tags: 0, last: about.previous };
  return nextLaterEntry(fact, about, nowhere, session.effects.now());
}

/** The reason that `--why` gives; refuses with `usage` if there is none that the ledger takes. */
export function reasonIn(options: Options): string {
  const why = textOption(options, 'why');
  if (why !== undefined) return parseText(why);
  throw new Refusal({ code: 'usage', message: 'say why, for whoever meets the tag later', hint: '--why "REASON"' });
}

/** The channel that `--channel` gives; refuses with `usage` if there is none. */
export function channelIn(options: Options): string {
  const channel = textOption(options, 'channel');
  if (channel !== undefined) return parseChannel(channel);
  throw new Refusal({ code: 'usage', message: 'name the channel', hint: '--channel stable' });
}
