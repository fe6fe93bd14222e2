import { ARCHIVE_PART } from '../bake/bake-key.ts';
import { ArchiveMove, type MovedPackage } from '../bake/moved-packages.ts';
import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import { parseDigest } from '../naming/digest.ts';
import type { Packages } from '../packages/packages.ts';
import { Refusal } from '../problem/problem.ts';

/** The heads to bake from; held to a tag, with the operating system that it was baked on in place of the newest. */
export async function heldHeads(
  ledger: Ledger,
  heads: readonly TagRecord[],
  hold: TagRecord | undefined,
): Promise<readonly TagRecord[]> {
  if (hold === undefined) return heads;
  const parent = hold.entry.parents.find(({ tag }) => tag.startsWith('os/'));
  if (parent === undefined || hold.entry.objects?.['sbom'] === undefined) {
    const message = `${hold.tag} has no packages to hold a bake to`;
    throw new Refusal({ code: 'unknown-tag', message, hint: 'rolebake tags role' });
  }
  return await withSystem(ledger, heads, parent.tag);
}

/** The heads, but of an operating system this tag. */
export async function withSystem(
  ledger: Ledger,
  heads: readonly TagRecord[],
  tag: string,
): Promise<readonly TagRecord[]> {
  const system = await ledger.show(tag);
  const isOther = ({ entry }: TagRecord) => entry.stream !== 'os' || entry.name !== system.entry.name;
  return [...heads.filter(isOther), system];
}

/** Of each head of a role that was baked from another state of the archive: what has moved for it, where that is known. */
export async function movedByHead(
  heads: readonly TagRecord[],
  os: string,
  { packages, ledger }: { readonly packages: Packages; readonly ledger: Ledger },
): Promise<ReadonlyMap<string, readonly MovedPackage[]>> {
  const system = heads.find(({ entry }) => entry.stream === 'os' && entry.name === os);
  const now = system?.entry.objects?.['archive'];
  const moved = new Map<string, readonly MovedPackage[]>();
  if (now === undefined) return moved;
  const moves = new Map<string, ArchiveMove | undefined>();
  for (const { tag, entry } of heads) {
    const [before, bill] = [entry.bake?.parts[ARCHIVE_PART], entry.objects?.['sbom']];
    if (before === undefined || bill === undefined || before === now) continue;
    if (!moves.has(before))
      moves.set(before, await ArchiveMove.between(packages, parseDigest(before), parseDigest(now)));
    const move = moves.get(before);
    if (move) moved.set(tag, move.of((await ledger.object(bill)).toString('utf8')));
  }
  return moved;
}
