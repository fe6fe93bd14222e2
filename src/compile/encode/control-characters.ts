/**
 * Characters that no source file may hold raw: controls, DEL to NEL, no-break space, the Unicode line ends
 * and the byte order mark. Editors, parsers and terminals change or drop them.
 */
const UNPRINTABLE = /[\p{Cc}\u00a0\u2028\u2029\ufeff]/gu;

export const hasUnprintable = (text: string): boolean => text.search(UNPRINTABLE) >= 0;

/** Writes each unprintable character in the form that the language wants. */
export const escapeUnprintable = (text: string, write: (hex: string) => string): string =>
  text.replace(UNPRINTABLE, (character) => write((character.codePointAt(0) ?? 0).toString(16)));
