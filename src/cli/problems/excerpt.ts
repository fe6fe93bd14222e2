import { tokenEnd } from './token-end.ts';
import { columnsOf, visible } from './visible.ts';

/** A line of a file as a terminal can show it, and which columns of that to mark. */
export interface Excerpt {
  readonly text: string;
  readonly indent: number;
  readonly length: number;
}

const TAB = '    ';
const CUT = '...';

/**
 * The part of a line around the token that begins at a column (from 1, in UTF-16 units), at most so many columns wide.
 * Tabs are shown as blanks; what cannot be seen is named.
 */
export function excerpt(line: string, column: number, width: number): Excerpt {
  const start = Math.min(column - 1, line.length);
  const before = cells(line.slice(Math.max(0, start - width), start));
  const end = tokenEnd(line.slice(0, start + width), start);
  const token = cells(line.slice(start, end));
  const after = cells(line.slice(end, end + width));
  const isWhole = start <= width && end + width >= line.length && widthOf([...before, ...token, ...after]) <= width;
  if (isWhole) return { text: joined([...before, ...token, ...after]), ...marked(before, token) };

  const left = fitting(before.toReversed(), width / 3).toReversed();
  const lead = left.length < before.length || start > width ? [CUT, ...left] : left;
  const marks = fitting(token, width - widthOf(lead) - CUT.length);
  const right = fitting(after, width - widthOf([...lead, ...marks]) - CUT.length);
  const isCut = marks.length < token.length || right.length < after.length || end + width < line.length;
  const tail = isCut ? [...(marks.length < token.length ? [] : right), CUT] : right;
  return { text: joined([...lead, ...marks, ...tail]), ...marked(lead, marks) };
}

/** Each character as it is shown. */
const cells = (text: string): string[] => [...text].map((one) => (one === '\t' ? TAB : visible(one)));

const joined = (shown: readonly string[]): string => shown.join('').trimEnd();

const widthOf = (shown: readonly string[]): number =>
  shown.reduce((sum, cell) => sum + [...cell].reduce((width, one) => width + columnsOf(one), 0), 0);

const marked = (before: readonly string[], token: readonly string[]) => ({
  indent: widthOf(before),
  length: Math.max(1, widthOf(token)),
});

/** As many of the first cells as have room. */
function fitting(shown: readonly string[], room: number): string[] {
  let width = 0;
  const count = shown.findIndex((cell) => {
    width += widthOf([cell]);
    return width > room;
  });
  return shown.slice(0, count < 0 ? shown.length : count);
}
