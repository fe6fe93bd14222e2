import { realEffects } from '../../../src/host/effects.ts';
import { runChecked } from '../../../src/host/processes.ts';
import { attributesOf } from './attributes.ts';
import { uncompared } from './exceptions.ts';

/** How each path of a tree is: type, mode, owner, and content, target or device; not its times. */
export type Tree = ReadonlyMap<string, string>;

/** Reads a tree on this host. Extended attributes are read of what differs from `base`. */
export async function readTree(root: string, base: Tree): Promise<Tree> {
  const tree = await readPlainTree(root);
  const changed = [...tree].filter(([path, how]) => /^[fd] /.test(how) && !how.endsWith(ANY) && base.get(path) !== how);
  const attributes = await attributesOf(
    root,
    changed.map(([path]) => path),
  );
  return new Map([...tree].map(([path, how]) => [path, [how, attributes.get(path)].filter(Boolean).join(' ')]));
}

/** The same without extended attributes. */
export async function readPlainTree(root: string): Promise<Tree> {
  const [listing, sums, exceptions] = await Promise.all([list(root), sumsOf(root), uncompared(root)]);
  const tree = new Map<string, string>();
  for (const { path, kind, mode, owner, target } of listing) {
    if (exceptions.isAbsent(path)) continue;
    const bytes = exceptions.isOpaque(path) ? ANY : (sums.get(path) ?? 'unread');
    tree.set(path, `${kind} ${mode} ${owner} ${kind === 'f' ? bytes : target}`.trimEnd());
  }
  return tree;
}

/** Bytes that are not compared. */
const ANY = '(any)';

/** find's words for path, type, mode, owner and a link's target. */
const FORMAT = '%P\\0%y\\0%m\\0%U:%G\\0%l\\0';
const FIELDS = 5;

async function list(root: string) {
  const words = (await host(['find', root, '-xdev', '-printf', FORMAT])).split('\0');
  return Array.from({ length: Math.floor(words.length / FIELDS) }, (_, index) => {
    const [path = '', kind = '', mode = '', owner = '', target = ''] = words.slice(
      index * FIELDS,
      (index + 1) * FIELDS,
    );
    return { path: `/${path}`, kind, mode, owner, target };
  });
}

/** The start of each file's SHA-256, by path. */
async function sumsOf(root: string): Promise<Map<string, string>> {
  const hash = ['-exec', 'sha256sum', '--zero', '{}', '+'] as const;
  const rows = (await host(['find', root, '-xdev', '-type', 'f', ...hash])).split('\0');
  return new Map(rows.map((row) => [row.slice(66 + root.length), row.slice(0, 16)]));
}

const host = (argv: readonly [string, ...string[]]): Promise<string> => runChecked(realEffects.run, { argv });
