/**
 * Where what begins at an offset of a line ends: a quoted text, a hole of a template, else a word of YAML. A line alone
 * does not tell everything; what is unclear ends early.
 */
export function tokenEnd(line: string, start: number): number {
  const pattern = patternAt(line, start);
  pattern.lastIndex = start;
  const found = pattern.exec(line)?.[0].trimEnd() ?? '';
  return start + Math.max(1, found.length);
}

/** Patterns are sticky: they match at the offset or not at all. */
function patternAt(line: string, start: number): RegExp {
  if (line.startsWith('{{', start)) return /\{\{.*?\}\}/y;
  if (/^\p{Cc}/u.test(line.charAt(start))) return ONE;
  switch (line[start]) {
    case '"':
      return /"(?:\\.|[^"\\])*"?/y;
    case "'":
      return /'(?:''|[^'])*'?/y;
    case '{':
    case '[':
      return ONE;
    default:
      return /[[{]/.test(line.slice(0, start)) ? WORD_IN_BRACKETS : WORD;
  }
}

const ONE = /./suy;

/** Up to `: `, a remark, a hole or, in brackets, a comma. */
const WORD = /(?:(?!\{\{)[^\s:#]|:(?!\s|$)|(?<=\S)#| (?! |#|\{\{|$))+/y;
const WORD_IN_BRACKETS = /(?:[^\s:#,[\]{}]|:(?!\s|$)|(?<=\S)#| (?! |#|$))+/y;
