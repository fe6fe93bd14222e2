import dagre from '@dagrejs/dagre';
import type { TagRecord } from '../../ledger/ledger-view.ts';
import type { Lineage } from '../../ledger/lineage.ts';
import { lookOf } from './look.ts';

const HEIGHT = 44;
/** Of a letter of 12 px. */
const LETTER = 7.2;
const PADDING = 12;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A lineage as a picture, from what it was made from at the left to what is built on it at the right. */
export function lineageSvg({ tag, records, edges }: Lineage): string {
  const graph = new dagre.graphlib.Graph().setGraph({
    rankdir: 'LR',
    nodesep: 16,
    ranksep: 56,
    marginx: 12,
    marginy: 12,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const record of records) {
    const letters = Math.max(record.tag.length, lookOf(record).word.length * 0.85);
    graph.setNode(record.tag, { width: letters * LETTER + 2 * PADDING, height: HEIGHT });
  }
  for (const [parent, child] of edges) graph.setEdge(parent, child);
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" width="${Math.ceil(width)}" font-family="sans-serif" font-size="12">`,
    '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#64748b"/></marker></defs>',
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...edges.map(([parent, child]) => lineSvg(graph.edge(parent, child).points)),
    ...records.map((record) => boxSvg(record, graph.node(record.tag), record.tag === tag)),
    '</svg>\n',
  ].join('\n');
}

function lineSvg(points: readonly Point[]): string {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  return `<path d="${path}" fill="none" stroke="#64748b" marker-end="url(#end)"/>`;
}

/** Tags and the words below them hold no character that XML gives a meaning. */
function boxSvg(record: TagRecord, { x, y, width }: Point & { readonly width: number }, isMeant: boolean): string {
  const { fill, line, word } = lookOf(record);
  const [left, top] = [(x - width / 2).toFixed(1), (y - HEIGHT / 2).toFixed(1)];
  const at = x.toFixed(1);
  return [
    `<rect x="${left}" y="${top}" width="${width.toFixed(1)}" height="${HEIGHT}" rx="6" fill="${fill}" stroke="${line}" stroke-width="${isMeant ? 3 : 1}"/>`,
    `<text x="${at}" y="${(y - 3).toFixed(1)}" text-anchor="middle" font-weight="bold">${record.tag}</text>`,
    `<text x="${at}" y="${(y + 13).toFixed(1)}" text-anchor="middle" font-size="10" fill="#334155">${word}</text>`,
  ].join('');
}
