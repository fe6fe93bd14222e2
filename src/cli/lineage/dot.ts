import type { Lineage } from '../../ledger/lineage.ts';
import { lookOf } from './look.ts';

/** A lineage for Graphviz (https://graphviz.org/doc/info/lang.html). Neither tags nor words hold what needs quoting. */
export function lineageDot({ tag, records, edges }: Lineage): string {
  const nodes = records.map((record) => {
    const { fill, line, word } = lookOf(record);
    const width = record.tag === tag ? ', penwidth=3' : '';
    return `  "${record.tag}" [label="${record.tag}\\n${word}", fillcolor="${fill}", color="${line}"${width}];`;
  });
  return [
    'digraph lineage {',
    '  rankdir=LR;',
    '  node [shape=box, style="rounded,filled", fontname="sans-serif"];',
    ...nodes,
    ...edges.map(([parent, child]) => `  "${parent}" -> "${child}";`),
    '}\n',
  ].join('\n');
}
