import { createHash, hash } from 'node:crypto';

/**
 * The root of the Merkle tree of RFC 9162, section 2.1.1, over leaves in this order, as `sha256:<hex>`.
 * A later proof that one leaf is in the tree needs log2(n) hashes.
 */
export function merkleRoot(leaves: readonly string[]): string {
  return `sha256:${subtree(leaves.map((leaf) => prefixed(0, Buffer.from(leaf)))).toString('hex')}`;
}

function subtree(hashes: readonly Buffer[]): Buffer {
  const [first] = hashes;
  if (first === undefined) return createHash('sha256').digest();
  if (hashes.length === 1) return first;
  const half = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  return prefixed(1, subtree(hashes.slice(0, half)), subtree(hashes.slice(half)));
}

function prefixed(prefix: 0 | 1, ...parts: readonly Buffer[]): Buffer {
  return hash('sha256', Buffer.concat([Buffer.of(prefix), ...parts]), 'buffer');
}
