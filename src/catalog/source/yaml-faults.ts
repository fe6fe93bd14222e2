import { type Document, isMap, isScalar, type Node, type Pair, visit, type YAMLError } from 'yaml';
import { suggest } from '../nearest.ts';
import { yamlWords } from './yaml-words.ts';

/** What is wrong with the YAML of a file, at an offset in its text. */
export interface YamlFault {
  readonly message: string;
  readonly offset: number;
  readonly hint?: string;
  /** Where the first one stands of what is there twice. */
  readonly first?: number;
}

/** A document as plain data that survives in every language, or what keeps it from that. */
export function yamlData(document: Document): { readonly data?: unknown; readonly faults: readonly YamlFault[] } {
  const faults = [...document.errors, ...document.warnings].map((error) => libraryFault(error, document));
  if (faults.length === 0) faults.push(...nodeFaults(document));
  if (faults.length > 0) return { faults };
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 });
    JSON.stringify(data);
    return { data, faults };
  } catch {
    const message = 'aliases (*name) repeat too much, or contain themselves';
    return { faults: [{ message, offset: firstAlias(document), hint: 'write the values out' }] };
  }
}

function nodeFaults(document: Document): YamlFault[] {
  const faults: YamlFault[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Alias: (_, { source, range }) => {
      if (anchors.has(source)) return;
      const message = `nothing above is called &${source}`;
      const hint = anchors.size > 0 ? { hint: suggest(source, anchors) } : {};
      faults.push({ message, offset: range?.[0] ?? 0, ...hint });
    },
    Pair: (_, pair) => void faults.push(...keyFaults(pair)),
    Node: (_, node) => {
      if (node.anchor !== undefined) anchors.add(node.anchor);
      if (isScalar(node) && typeof node.value === 'string') faults.push(...textFaults(node.value, node));
    },
  });
  return faults;
}

/** Characters that are none: they cannot be written as UTF-8, or systemd and D-Bus refuse them. */
const NO_CHARACTER = /\p{Noncharacter_Code_Point}|\p{Surrogate}/u;

function textFaults(text: string, node: Node): YamlFault[] {
  const [found] = NO_CHARACTER.exec(text) ?? [];
  const name = found?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return name === undefined ? [] : [{ message: `U+${name} is not a character`, offset: node.range?.[0] ?? 0 }];
}

function firstAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias: (_, node) => {
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function keyFaults({ key, value }: Pair): YamlFault[] {
  if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN')
    return [
      { message: '<<: merges nothing here: YAML 1.2 has no such key', offset: key.range?.[0] ?? 0, hint: SHARED },
    ];
  if (isScalar(key) && key.value !== null) return [];
  const node = [key, value].find((one) => isScalar(one) || isMap(one)) ?? key;
  return [
    { message: 'a key must be a word', offset: (node as Node).range?.[0] ?? 0, hint: 'a text with {...} needs quotes' },
  ];
}

const SHARED = 'write the values out; what several roles have in common is a trait: extends: [NAME]';

/** The library's words where they are clear to somebody who does not know it, else ours. */
function libraryFault({ code, message, pos: [offset] }: YAMLError, document: Document): YamlFault {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return { message: 'a file holds one document', offset, hint: 'move what follows --- into a file of its own' };
    case 'DUPLICATE_KEY':
      return { message: 'this key is there twice', offset, first: firstOf(document, offset) };
    default:
      return { ...yamlWords(message), offset };
  }
}

/** Where the key stands that the one at an offset repeats. */
function firstOf(document: Document, offset: number): number {
  let first = offset;
  visit(document, {
    Map: (_, { items }) => {
      const keys = items.map(({ key }) => key).filter((key) => isScalar(key));
      const twin = keys.find((key) => key.range?.[0] === offset);
      if (!twin) return undefined;
      first = keys.find((key) => key.value === twin.value)?.range?.[0] ?? offset;
      return visit.BREAK;
    },
  });
  return first;
}
