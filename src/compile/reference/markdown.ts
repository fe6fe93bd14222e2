/** What is invisible, or would end a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Plain text for a line of Markdown or a cell of a table: nothing in it is markup. */
export const plain = (text: string): string =>
  text
    .replace(UNSEEN, ' ')
    .trim()
    .replace(/[\\`*_[\]<>|~$&#!]/g, '\\$&')
    .replace(/^(\d+)(?=[.)])/, '$1\\')
    .replace(/^[-+=:]/, '\\$&');

/** Text in type of fixed width, for a line or a cell. What a code span cannot hold in a cell is written as HTML. */
export function code(text: string): string {
  const safe = text.replace(UNSEEN, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
  if (safe.trim() !== '' && !/[`|]/.test(safe)) return `\`${safe}\``;
  return `<code>${safe.replace(/[!-/:-@[-`{-~]/g, (one) => `&#${one.charCodeAt(0)};`)}</code>`;
}

const LONGEST_VALUE = 300;

/** A value of the catalog as JSON. */
export function value(given: unknown): string {
  const text = JSON.stringify(given) ?? '';
  return code(text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text);
}

/** The keys of an object that are not told elsewhere, with their values. */
export const details = (given: object, told: readonly string[]): string =>
  Object.entries(given)
    .filter(([key, one]) => !told.includes(key) && one !== undefined)
    .map(([key, one]) => `${key} ${typeof one === 'string' ? code(one) : value(one)}`)
    .join(', ');

/** A table; nothing if it has no rows. Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

/** A part of a page under its heading; nothing if it is empty. */
export const section = (title: string, body: string): string =>
  body === '' ? '' : `## ${title}\n\n${body.trimEnd()}\n`;

/** A page of parts, each after an empty line; the last line says who wrote it. */
export const page = (title: string, ...parts: readonly string[]): string =>
  [
    `# ${plain(title)}\n`,
    ...parts.filter((part) => part !== '').map((part) => `${part.trimEnd()}\n`),
    '*Made by `rolebake doc` from the catalog.*\n',
  ].join('\n');
