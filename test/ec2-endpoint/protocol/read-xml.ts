import { AwsError } from './aws-error.ts';

type Tree = { [name: string]: Tree | string };

/** Elements that are lists of others. */
const LISTS = new Set(['Changes', 'ResourceRecords']);

const TOKEN = /<\?[^>]*\?>|<(\/?)([A-Za-z0-9]+)(?:\s[^>]*?)?(\/?)>|([^<]+)/gy;

interface Open {
  readonly name: string;
  readonly tree: Tree;
  text: string;
}

/** A request's document as the parameters of a call: what is in its root. Lists count from 1. */
export function readXml(text: string): Tree {
  const stack: Open[] = [{ name: '', tree: {}, text: '' }];
  for (const [, slash, name, single, words] of text.matchAll(TOKEN)) {
    const top = stack.at(-1);
    if (!top) throw malformed();
    top.text += words ?? '';
    if (name === undefined) continue;
    if (slash !== '/') stack.push({ name, tree: {}, text: '' });
    if (slash === '/' || single === '/') close(stack, name);
  }
  const [root] = Object.values(stack[0]?.tree ?? {});
  if (stack.length !== 1 || typeof root !== 'object') throw malformed();
  return root;
}

function close(stack: Open[], name: string): void {
  const [done, parent] = [stack.pop(), stack.at(-1)];
  if (!done || !parent || done.name !== name) throw malformed();
  const isLeaf = Object.keys(done.tree).length === 0 && !LISTS.has(name);
  const key = LISTS.has(parent.name) ? String(Object.keys(parent.tree).length + 1) : name;
  parent.tree[key] = isLeaf ? unescaped(done.text) : done.tree;
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

const malformed = (): AwsError => new AwsError('InvalidInput', 'Unable to parse XML');
