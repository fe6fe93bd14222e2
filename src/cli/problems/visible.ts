/** Controls, marks of direction and joints, separators, halves of characters: what steers a terminal or shows nothing. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

const named = (character: string): string =>
  `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;

/** Text of unknown origin on one line: whatever would not be seen is named, so that nothing steers the terminal. */
export const visible = (text: string): string => text.replace(UNSEEN, named);

/** The same for text of several lines, whichever line ends it has. */
export const visibleLines = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(UNSEEN, (one) => (one === '\n' || one === '\t' ? one : named(one)));

/** Scripts whose characters are two columns wide, fullwidth forms, and pictures. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;
const COMBINING = /^[\p{Mn}\p{Me}]$/u;

/** Columns that a visible character takes on a terminal. */
export function columnsOf(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
