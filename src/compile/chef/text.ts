import type { Reference } from '../../catalog/templates/template.ts';
import type { Text, TextPiece } from '../../catalog/templates/text.ts';
import { isTextType } from '../../catalog/types/parameter-type.ts';
import { type Code, encoded } from '../encode/code.ts';
import { rubyJoined, rubyString } from '../encode/ruby.ts';
import { digging } from '../templates/erb.ts';

/** A reference as an expression inside a custom resource's action. */
export function rubyReference(reference: Reference): Code {
  if (reference.scope === 'key') return encoded('key');
  if (reference.scope === 'place') throw new Error('only a template knows where an item stands');
  const base = reference.scope === 'parameter' ? `new_resource.${reference.name}` : 'item';
  return encoded(digging(base, reference.keys.map(rubyString)));
}

/** A text of a resource as a Ruby expression. */
export const rubyText = (text: Text): Code => rubyTextBy(text, rubyReference);

/** The same where references are read in another way. */
export const rubyTextBy = (text: Text, read: (reference: Reference) => string): Code =>
  rubyJoined(text.map((one) => piece(one, read)));

/** Texts as an array. */
export function rubyTexts(texts: readonly Text[]): Code {
  const items = texts.map(rubyText);
  const line = `[${items.join(', ')}]`;
  return encoded(line.length <= 80 ? line : `[\n${items.map((item) => `      ${item},\n`).join('')}    ]`);
}

const piece = (one: TextPiece, read: (reference: Reference) => string) =>
  one.kind === 'text' ? one.text : { code: read(one.reference), isText: isTextType(one.type) };
