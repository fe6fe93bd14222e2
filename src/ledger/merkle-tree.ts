import { hash } from 'node:crypto';
import { hexDigest } from '../naming/digest.ts';

const SIZE = 32;
const LEAF = Buffer.of(0);

/**
 * The Merkle tree of RFC 9162, section 2.1.1, as its levels from the leaves up, each its hashes one after the other. A
 * hash without a neighbour goes up as it is: the same tree as the one that splits at powers of two.
 */
export type MerkleTree = readonly Buffer[];

/** The tree over leaves in this order. */
export function merkleTree(leaves: readonly string[]): MerkleTree {
  const levels = [Buffer.concat(leaves.map(leafHash))];
  for (let below = levels[0]; below !== undefined && below.length > SIZE; below = levels.at(-1)) {
    const level = Buffer.allocUnsafe(Math.ceil(below.length / SIZE / 2) * SIZE);
    for (let node = 0; node * SIZE < level.length; node++) nodeHash(below, node).copy(level, node * SIZE);
    levels.push(level);
  }
  return levels;
}

/** The tree with another leaf at a place: as many hashes as it has levels. */
export function withLeaf(tree: MerkleTree, place: number, leaf: string): MerkleTree {
  const levels = tree.map((level) => Buffer.from(level));
  leafHash(leaf).copy(levels[0] ?? Buffer.alloc(0), place * SIZE);
  levels.slice(1).forEach((level, index) => {
    const node = place >> (index + 1);
    nodeHash(levels[index] ?? Buffer.alloc(0), node).copy(level, node * SIZE);
  });
  return levels;
}

/** Its root, as `sha256:<hex>`. */
export function rootOf(tree: MerkleTree): string {
  const top = tree.at(-1);
  return hexDigest(top === undefined || top.length === 0 ? hash('sha256', '') : top.toString('hex'));
}

/** How many leaves it has. */
export function leavesOf(tree: MerkleTree): number {
  return (tree[0]?.length ?? 0) / SIZE;
}

/** The levels one after the other, for `readTree`. */
export function treeBytes(tree: MerkleTree): Buffer {
  return Buffer.concat(tree);
}

/** The tree over so many leaves, from `treeBytes`; undefined if the bytes are of another tree. */
export function readTree(bytes: Buffer, leaves: number): MerkleTree | undefined {
  const levels: Buffer[] = [];
  let at = 0;
  for (let size = leaves; ; size = Math.ceil(size / 2)) {
    levels.push(bytes.subarray(at, at + size * SIZE));
    at += size * SIZE;
    if (size <= 1) return at === bytes.length ? levels : undefined;
  }
}

function leafHash(leaf: string): Buffer {
  return hash('sha256', Buffer.concat([LEAF, Buffer.from(leaf)]), 'buffer');
}

const pair = Buffer.alloc(2 * SIZE + 1, 1);

function nodeHash(below: Buffer, node: number): Buffer {
  const start = node * 2 * SIZE;
  if (start + SIZE >= below.length) return below.subarray(start, start + SIZE);
  below.copy(pair, 1, start, start + 2 * SIZE);
  return hash('sha256', pair, 'buffer');
}
