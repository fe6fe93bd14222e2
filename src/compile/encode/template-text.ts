import { puppetString } from './puppet.ts';
import { rubyString } from './ruby.ts';

/** Literal text of an EPP template: as it is where that is safe, else as an expression. */
export const eppText = (text: string): string =>
  /<%|%>|%%|<$|%$|^%|^>|\ufeff/.test(text) ? `<%= ${puppetString(text)} %>` : text;

/**
 * Literal text of an ERB template, for ERB in trim mode `-` and for Chef's Erubis alike. `<%%` is the escape of both,
 * but Erubis knows it only before a `%>`, up to which it would else take a tag of ours for text. Chef reads a template
 * as bytes, which do not join with a value in UTF-8 unless they are ASCII; and Ruby reads CR LF as LF.
 */
export const erbText = (text: string): string =>
  text
    .split(/([[\P{ASCII}\p{Cc}]--[\n\t]]+)/v)
    .map((piece, index) => (index % 2 === 1 ? `<%= ${erbString(piece)} %>` : erbAscii(piece)))
    .join('');

const erbAscii = (text: string): string =>
  text.replace(/<%((?:(?!<%|%>).)*)(%>)?/gs, (_, inside: string, close: string | undefined) =>
    close === undefined ? `<%= '<%' %>${inside}` : `<%%${inside}%>`,
  );

/** A string inside a tag of ERB: all ASCII, and nothing in it looks like the end of the tag. */
export function erbString(text: string): string {
  if (!/%>|\P{ASCII}/u.test(text)) return rubyString(text);
  const safe = [...text].map((one) => (/^[ !$-[\]-~]$/.test(one) ? one : `\\u{${one.codePointAt(0)?.toString(16)}}`));
  return `"${safe.join('').replaceAll('%>', '%\\u{3e}')}"`;
}
