import type { Lineage } from '../../ledger/lineage.ts';
import { lookOf } from './look.ts';

/** A lineage for Mermaid (https://mermaid.js.org/syntax/flowchart.html), which git servers draw in Markdown. */
export function lineageMermaid({ tag, records, edges }: Lineage): string {
  const ids = new Map(records.map((record, index) => [record.tag, `t${index}`]));
  const nodes = records.map((record) => `  ${ids.get(record.tag)}["${record.tag}<br>${lookOf(record).word}"]`);
  const styles = records.map((record) => {
    const { fill, line } = lookOf(record);
    const width = record.tag === tag ? ',stroke-width:3px' : '';
    return `  style ${ids.get(record.tag)} fill:${fill},stroke:${line},color:#111${width}`;
  });
  const arrows = edges.map(([parent, child]) => `  ${ids.get(parent)} --> ${ids.get(child)}`);
  return ['flowchart LR', ...nodes, ...arrows, ...styles, ''].join('\n');
}
