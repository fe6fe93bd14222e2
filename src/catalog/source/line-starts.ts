import type { Scalar } from 'yaml';

/**
 * Where in a YAML file each line of a scalar's text begins, as offsets; none where the file writes the text in another
 * form (escapes, folded lines).
 */
export function lineStarts(node: Scalar, file: string): number[] {
  if (typeof node.value !== 'string' || !node.range) return [];
  const [start, end] = node.range;
  const written = file.slice(start, end);
  if (node.type === 'BLOCK_LITERAL') return blockStarts(node.value, written, start);
  const quote = node.type === 'PLAIN' ? 0 : 1;
  return written.slice(quote, written.length - quote) === node.value ? [start + quote] : [];
}

/** Each line of a block stands behind the same indentation, after the line of its `|`. */
function blockStarts(value: string, written: string, start: number): number[] {
  const [head = '', ...rows] = written.split('\n');
  const lines = value.split('\n');
  const first = lines.findIndex((line) => line !== '');
  const indent = (rows[first]?.length ?? 0) - (lines[first]?.length ?? 0);
  let offset = start + head.length + 1;
  return lines.flatMap((line, index) => {
    const row = rows[index] ?? '';
    const here = offset + indent;
    offset += row.length + 1;
    return row.slice(indent) === line ? [here] : [];
  });
}
