import type { Reference, TemplateNode } from './template.ts';

/** A short text of a resource, such as a path or an account: pieces as they are, and values of parameters or items. */
export type Text = readonly TextPiece[];
export type TextPiece = Extract<TemplateNode, { kind: 'text' | 'value' }>;

/** Text of these parts in turn. */
export function textOf(...parts: readonly (string | Text)[]): Text {
  const pieces = parts.flatMap((part) => (typeof part === 'string' ? [{ kind: 'text' as const, text: part }] : part));
  const joined: TextPiece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (piece.kind !== 'text' || last?.kind !== 'text') joined.push(piece);
    else joined.splice(-1, 1, { kind: 'text', text: last.text + piece.text });
  }
  return joined.filter((piece) => piece.kind !== 'text' || piece.text !== '');
}

/** The words of a command, each a text. */
export const wordsOf = (...words: readonly (string | Text)[]): Text[] => words.map((word) => textOf(word));

/** The text itself where it holds no value. */
export function literalOf(text: Text): string | undefined {
  return text.every((piece) => piece.kind === 'text') ? text.map((piece) => piece.text).join('') : undefined;
}

/** The folder of a path; of one that is nothing but a value, the root. */
export function parentOf(path: Text): Text {
  const last = path.at(-1);
  const cut = last?.kind === 'text' ? last.text.lastIndexOf('/') : -1;
  if (last?.kind === 'text' && cut >= 0) {
    const above = textOf(path.slice(0, -1), last.text.slice(0, cut));
    return above.length === 0 ? textOf('/') : above;
  }
  return path.length < 2 ? textOf('/') : parentOf(path.slice(0, -1));
}

/** As an author writes it, such as `/etc/{{name}}.conf`: equal for equal texts. */
export const written = (text: Text): string =>
  text.map((piece) => (piece.kind === 'text' ? piece.text : `{{${referenceName(piece.reference)}}}`)).join('');

/** A reference as an author writes it. */
export function referenceName(reference: Reference): string {
  if (reference.scope === 'key') return '@key';
  if (reference.scope === 'place') return `@${reference.which}`;
  if (reference.scope === 'parameter') return [reference.name, ...reference.keys].join('.');
  return reference.keys.length === 0 ? 'this' : reference.keys.join('.');
}
