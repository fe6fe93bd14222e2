/**
 * A folder as one plain text: each file begins with a line `-- PATH --`. `-- PATH (escaped) --` says that the body
 * is written with `\n`, `\t`, `\\` and `\xNN` for bytes, on lines that do not count; `-- PATH (removed) --` that the
 * file is not there.
 */
export type Folder = ReadonlyMap<string, Buffer | undefined>;

const HEADER = /^-- (\S+)(?: \((escaped|removed)\))? --$/;

/** Reads such a text; what stands above the first header is a remark. */
export function parseTxtar(text: string): Folder {
  const files = new Map<string, Buffer | undefined>();
  const lines = text.split('\n');
  const headers = lines.flatMap((line, index) => (HEADER.test(line) ? [index] : []));
  for (const [nth, start] of headers.entries()) {
    const [, path = '', how] = HEADER.exec(lines[start] ?? '') ?? [];
    const body = lines.slice(start + 1, headers[nth + 1] ?? lines.length);
    files.set(path, how === 'removed' ? undefined : bytesOf(body, how === 'escaped'));
  }
  return files;
}

/** The same text with another body for one file, which stands last. */
export const withLast = (text: string, path: string, body: string): string =>
  `${text.split(`-- ${path} --\n`)[0] ?? ''}-- ${path} --\n${body}`;

function bytesOf(lines: readonly string[], escaped: boolean): Buffer {
  if (escaped) return unescaped(lines.join(''));
  return Buffer.from(lines.at(-1) === '' ? lines.join('\n') : `${lines.join('\n')}\n`);
}

const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

const unescaped = (text: string): Buffer =>
  Buffer.from(
    Buffer.from(text)
      .toString('latin1')
      .replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, letter: string | undefined) =>
        hex === undefined ? (NAMED[letter ?? ''] ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
      ),
    'latin1',
  );
