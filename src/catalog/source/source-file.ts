import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, type Scalar } from 'yaml';
import type { Place, Problem } from '../../problem/problem.ts';
import { lineStarts } from './line-starts.ts';
import { type YamlFault, yamlData } from './yaml-faults.ts';

/** A key or an index on the way from the top of a YAML file to a value. */
export type Step = string | number;

interface Located {
  readonly document: Document;
  readonly lines: LineCounter;
}

interface Parsed {
  readonly data: unknown;
  readonly problems: readonly Problem[];
}

/**
 * One YAML file of the catalog: its plain data, and where in the text each part of it stands. It is parsed when it is
 * first asked. The syntax tree is large and only complaints ask for places: it is not kept, but made again for the first
 * of them.
 */
export class SourceFile {
  /** Path as shown to people, relative to the repository. */
  readonly path: string;
  readonly text: string;
  #parsed: Parsed | undefined;
  #located: Located | undefined;

  /** `known` is what it holds, if it has been parsed before and was right. */
  constructor(path: string, text: string, known?: unknown) {
    this.path = path;
    this.text = text;
    if (known !== undefined) this.#parsed = { data: known, problems: [] };
  }

  get data(): unknown {
    return this.#parse().data;
  }

  /** What keeps it from being YAML at all. */
  get problems(): readonly Problem[] {
    return this.#parse().problems;
  }

  #parse(): Parsed {
    if (this.#parsed) return this.#parsed;
    const { data, faults } = yamlData(parseDocument(this.text, { prettyErrors: false }));
    this.#parsed = { data, problems: faults.map((fault) => this.#problem(fault)) };
    return this.#parsed;
  }

  get #document(): Document {
    return this.#locations().document;
  }

  #locations(): Located {
    if (this.#located) return this.#located;
    const lines = new LineCounter();
    const document = parseDocument(this.text, { lineCounter: lines, prettyErrors: false });
    this.#located = { document, lines };
    return this.#located;
  }

  /** Where the value under these steps stands, or the nearest thing above it that is there. */
  placeOf(steps: readonly Step[]): Place {
    for (let length = steps.length; length > 0; length--) {
      const node = this.#document.getIn(steps.slice(0, length), true);
      if (isNode(node) && node.range) return this.#placeAt(node.range[0]);
    }
    return this.#placeAt(this.#document.contents?.range?.[0] ?? 0);
  }

  /** Where the key at the end of these steps stands. */
  placeOfKey(steps: readonly Step[]): Place {
    const parent = steps.length > 1 ? this.#document.getIn(steps.slice(0, -1), true) : this.#document.contents;
    const key = String(steps.at(-1));
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    if (pair && isScalar(pair.key) && pair.key.range) return this.#placeAt(pair.key.range[0]);
    return this.placeOf(steps);
  }

  /** Where a line and column of the text under these steps stand; the text's own place if it is not told so exactly. */
  placeIn(steps: readonly Step[], line: number, column: number): Place {
    const node = this.#document.getIn([...steps], true);
    const starts = isScalar(node) ? lineStarts(node as Scalar, this.text) : [];
    const start = starts[line - 1];
    return start === undefined ? this.placeOf(steps) : this.#placeAt(start + column - 1);
  }

  /** A scalar as its author wrote it: `0644`, where the data holds 644. */
  writtenAt(steps: readonly Step[]): string | undefined {
    const node = this.#document.getIn([...steps], true);
    return isScalar(node) ? node.source : undefined;
  }

  #problem = ({ message, offset, hint, first }: YamlFault): Problem => ({
    code: 'invalid-yaml',
    message,
    place: this.#placeAt(offset),
    ...(hint === undefined ? {} : { hint }),
    ...(first === undefined ? {} : { related: [{ place: this.#placeAt(first), message: 'first here' }] }),
  });

  #placeAt(offset: number): Place {
    const { line, col } = this.#locations().lines.linePos(offset);
    return { file: this.path, line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}
