import Handlebars from 'handlebars';

/** Why a text is no template; line and column count from 1. */
export interface SyntaxFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** The statements of a Handlebars template, or the first thing that is wrong with its syntax. */
export function parseHandlebars(text: string): { program: hbs.AST.Program } | { fault: SyntaxFault } {
  const nul = text.indexOf('\0');
  if (nul >= 0) return { fault: { message: 'a template cannot hold the character NUL', ...placeAt(nul, text) } };
  try {
    return { program: Handlebars.parse(text) };
  } catch (error) {
    return { fault: faultOf(error as Error & { lineNumber?: number; column?: number }, text) };
  }
}

/** Handlebars tells its place in one of two ways: as numbers, or as a picture of the text before and after. */
function faultOf(error: Error & { lineNumber?: number; column?: number }, text: string): SyntaxFault {
  if (error.lineNumber !== undefined) {
    const message = error.message.replace(/ - \d+:\d+$/, '').replace(/^(\S+) doesn't match (\S+)$/, MISMATCH);
    return { message, line: error.lineNumber, column: (error.column ?? 0) + 1 };
  }
  const [head = '', picture = '', arrow = '', expected = ''] = error.message.split('\n');
  const offset = offsetOf(picture, arrow.length - 1, Number(/line (\d+)/.exec(head)?.[1] ?? 1), text);
  const token = /got '(\w+)'/.exec(expected)?.[1] ?? 'INVALID';
  return { message: WORDS[token] ?? WORDS['INVALID'] ?? '', ...placeAt(offset, text) };
}

function placeAt(offset: number, text: string): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const MISMATCH = '{{#$1}} is closed by {{/$2}}';

/** What each token that does not fit there looks like to an author. */
const WORDS: Readonly<Record<string, string>> = {
  EOF: 'the template ends before what is open is closed',
  INVALID: 'this cannot stand inside {{ }}',
  CLOSE: 'something is missing before }}',
  OPEN_ENDBLOCK: 'this {{/...}} closes nothing',
  INVERSE: 'this {{else}} belongs to no block',
};

/** The picture leaves out line ends and what is more than 20 characters off; `reach` characters of it are before. */
function offsetOf(picture: string, reach: number, line: number, text: string): number {
  const tail = picture.slice(0, reach).replace(/^\.\.\./, '');
  const onLine = text
    .split('\n')
    .slice(0, line - 1)
    .join('\n').length;
  for (let offset = text.length; offset >= 0; offset--) {
    const before = text.slice(Math.max(0, offset - reach - 40), offset).replaceAll('\n', '');
    const after = text.slice(offset, offset + 60).replaceAll('\n', '');
    const ahead = picture.slice(reach).replace(/\.\.\.$/, '');
    if (before.endsWith(tail) && after.startsWith(ahead)) return offset;
  }
  return onLine;
}
