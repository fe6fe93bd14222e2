import type { BlockResource, LineResource } from '../../profile-types.gen.ts';
import { textOf, wordsOf } from '../../templates/text.ts';
import type { CoreExec, CoreResource } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';

/** A line at the end of a file that may lack its last line end. */
const ADD_LINE = `if [ -s "$1" ] && [ -n "$(tail -c 1 "$1")" ]; then echo >> "$1"; fi
printf '%s\\n' "$2" >> "$1"`;

export function line(written: LineResource, fields: Fields): CoreResource[] {
  const text = fields.text(written.line, 'line', FORMS.line);
  const path = fields.text(written.in, 'in', FORMS.path);
  const exec: CoreExec = {
    type: 'exec',
    name: textOf('line of ', path, ': ', text),
    command: wordsOf('/bin/sh', '-ec', ADD_LINE, 'sh', path, text),
    guard: { kind: 'unless', command: wordsOf('/bin/grep', '-qsxF', '-e', text, path) },
    environment: [],
    edits: path,
  };
  return [exec];
}

/** Prints the file `$1` with its block `$2` saying `$3`: where it was, else at the end. */
const PRINT = `begin="# BEGIN $2" end="# END $2" body="$3" awk '
  BEGIN { begin = ENVIRON["begin"]; end = ENVIRON["end"]; block = begin "\\n" ENVIRON["body"] end }
  $0 == begin { print block; inside = 1; seen = 1 }
  !inside { print }
  $0 == end { inside = 0 }
  END { if (!seen) print block }
' "$1"`;

const IS_THERE = `[ -e "$1" ] && ${PRINT} | cmp -s - "$1"`;
const WRITE = `touch "$1"
new=$(mktemp "$1.XXXXXX")
${PRINT} > "$new"
cat "$new" > "$1"
rm "$new"`;

/** A line that looks like a mark, in the text and after a value of it. */
const MARK = /^# (BEGIN|END) /m;
const INNER_MARK = /\n# (BEGIN|END) /;

/** Lines between two marks in a file that keeps what else is in it. */
export function block(written: BlockResource, fields: Fields): CoreResource[] {
  const path = fields.text(written.in, 'in', FORMS.path);
  const content = fields.text(written.content.replace(/(?<=[^\n])$/, '\n'), 'content', FORMS.any);
  if (content.some((piece, index) => piece.kind === 'text' && (index === 0 ? MARK : INNER_MARK).test(piece.text)))
    fields.fault('wrong-value', 'a line of the block looks like a mark of a block', 'content');
  const exec: CoreExec = {
    type: 'exec',
    name: textOf(`block ${written.block} of `, path),
    command: wordsOf('/bin/sh', '-ec', WRITE, 'sh', path, written.block, content),
    guard: { kind: 'unless', command: wordsOf('/bin/sh', '-c', IS_THERE, 'sh', path, written.block, content) },
    environment: [],
    edits: path,
  };
  return [exec];
}
