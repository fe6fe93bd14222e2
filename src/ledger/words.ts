import { Refusal } from '../problem/problem.ts';

/** As `channel` in schemas/ledger-entry.schema.json. */
const CHANNEL = /^[a-z][a-z0-9-]{0,31}$/;
/** As `text` there. */
const TEXT = /^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]{1,1000}$/u;

/** The text as the name of a channel, such as `stable`; a Refusal (`usage`) otherwise. */
export function parseChannel(text: string): string {
  if (CHANNEL.test(text)) return text;
  const message = `${JSON.stringify(text.slice(0, 100))} is not the name of a channel`;
  throw new Refusal({ code: 'usage', message, hint: 'lower-case letters, digits and -, such as --channel stable' });
}

/** The text as a reason or note; a Refusal (`usage`) if the ledger does not take it. */
export function parseText(text: string): string {
  const trimmed = text.trim();
  if (trimmed.isWellFormed() && TEXT.test(trimmed)) return trimmed;
  const message = `the ledger does not take the text ${JSON.stringify(text.slice(0, 100))}`;
  throw new Refusal({ code: 'usage', message, hint: 'one line of 1 to 1,000 characters, without control characters' });
}
