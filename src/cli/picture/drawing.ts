import dagre from '@dagrejs/dagre';
import { Refusal } from '../../problem/problem.ts';

/** A box of a picture, with a name and a line below it. */
export interface Box {
  readonly id: string;
  readonly name: string;
  readonly word: string;
  readonly fill: string;
  readonly line: string;
  /** Whether it is what the picture is about. */
  readonly isMeant?: boolean;
}

/** Boxes, and the arrows among them by their ids: from the left to the right. */
export interface Drawing {
  readonly boxes: readonly Box[];
  readonly arrows: readonly (readonly [string, string])[];
}

const HEIGHT = 44;
/** Of a letter of 12 px. */
const LETTER = 7.2;
const PADDING = 12;

/** A picture of more is none that anybody can read, and takes long to lay out. */
const MOST_BOXES = 400;

const EMPTY = { width: 24, height: 24 };

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The picture as SVG. Refuses (`usage`) more boxes than anybody can read; `what` they are, and what to do, is told then. */
export function svgOf(
  { boxes, arrows }: Drawing,
  { what, hint }: { readonly what: string; readonly hint: string },
): string {
  if (boxes.length > MOST_BOXES) {
    const message = `${boxes.length} ${what} are too many for a picture of at most ${MOST_BOXES}`;
    throw new Refusal({ code: 'usage', message, hint });
  }
  const graph = new dagre.graphlib.Graph().setGraph({
    rankdir: 'LR',
    nodesep: 16,
    ranksep: 56,
    marginx: 12,
    marginy: 12,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, name, word } of boxes) {
    const letters = Math.max(name.length, word.length * 0.85);
    graph.setNode(id, { width: letters * LETTER + 2 * PADDING, height: HEIGHT });
  }
  for (const [from, to] of arrows) graph.setEdge(from, to);
  dagre.layout(graph);
  const { width = 0, height = 0 } = boxes.length > 0 ? graph.graph() : EMPTY;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" width="${Math.ceil(width)}" font-family="sans-serif" font-size="12">`,
    '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#64748b"/></marker></defs>',
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...arrows.map(([from, to]) => lineSvg(graph.edge(from, to).points)),
    ...boxes.map((box) => boxSvg(box, graph.node(box.id))),
    '</svg>\n',
  ].join('\n');
}

function lineSvg(points: readonly Point[]): string {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  return `<path d="${path}" fill="none" stroke="#64748b" marker-end="url(#end)"/>`;
}

function boxSvg({ name, word, fill, line, isMeant }: Box, { x, y, width }: Point & { readonly width: number }): string {
  const [left, top] = [(x - width / 2).toFixed(1), (y - HEIGHT / 2).toFixed(1)];
  const at = x.toFixed(1);
  return [
    `<rect x="${left}" y="${top}" width="${width.toFixed(1)}" height="${HEIGHT}" rx="6" fill="${fill}" stroke="${line}" stroke-width="${isMeant ? 3 : 1}"/>`,
    `<text x="${at}" y="${(y - 3).toFixed(1)}" text-anchor="middle" font-weight="bold">${escaped(name)}</text>`,
    `<text x="${at}" y="${(y + 13).toFixed(1)}" text-anchor="middle" font-size="10" fill="#334155">${escaped(word)}</text>`,
  ].join('');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
