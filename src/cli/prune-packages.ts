import type { Ledger } from '../ledger/ledger.ts';
import type { Digest } from '../naming/digest.ts';
import type { FileSummary } from '../packages/package-files.ts';
import type { Packages } from '../packages/packages.ts';
import { archiveStateOf, packagesOfTag } from './needed-packages.ts';

/** Archive states, packages and lists that no tag needs. */
export interface UnneededPackages {
  readonly states: readonly Digest[];
  /** Without those that are a part of a state, needed or not. */
  readonly files: readonly { readonly digest: Digest; readonly bytes: number }[];
}

/** What no tag needs, nor any bake has fetched or found since then, in milliseconds since 1970. */
export async function unneededPackages(packages: Packages, ledger: Ledger, before: number): Promise<UnneededPackages> {
  const needed = new Set<Digest>();
  for (const { entry } of await ledger.tags())
    for (const digest of [...archiveStateOf(entry), ...(await packagesOfTag(entry, ledger))]) needed.add(digest);
  const free = packages.files.list().flatMap((digest) => {
    const summary = needed.has(digest) ? undefined : packages.files.summary(digest);
    return summary && isFree(summary, before) ? [{ digest, bytes: summary.bytes }] : [];
  });
  return { states: packages.states.list().filter((digest) => !needed.has(digest)), files: free };
}

const isFree = ({ isLinked, touched }: FileSummary, before: number): boolean => !isLinked && touched < before;

/** Removes them, but not what a bake has fetched or found meanwhile, and the lists that belonged to these states alone. */
export async function removePackages(
  packages: Packages,
  { states, files }: UnneededPackages,
  before: number,
): Promise<void> {
  const isLinked = (digest: Digest) => packages.files.summary(digest)?.isLinked === true;
  const linked = packages.files.list().filter(isLinked);
  for (const digest of states) await packages.states.remove(digest);
  for (const digest of linked) if (!isLinked(digest)) packages.remove(digest);
  for (const { digest } of files) {
    const summary = packages.files.summary(digest);
    if (summary && isFree(summary, before)) packages.remove(digest);
  }
}
