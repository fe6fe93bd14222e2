import type { Ledger } from '../ledger/ledger.ts';
import type { Digest } from '../naming/digest.ts';
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
  const summaries = packages.files.list().map((digest) => ({ digest, ...packages.files.summary(digest) }));
  const free = summaries.filter(
    ({ digest, isLinked, touched }) => !needed.has(digest) && !isLinked && touched < before,
  );
  return {
    states: packages.states.list().filter((digest) => !needed.has(digest)),
    files: free.map(({ digest, bytes }) => ({ digest, bytes })),
  };
}

/** Removes them, and the lists that belonged to these states alone. */
export async function removePackages(packages: Packages, { states, files }: UnneededPackages): Promise<void> {
  const [linked, free] = [new Set<Digest>(), files.map(({ digest }) => digest)];
  for (const digest of packages.files.list()) if (packages.files.summary(digest).isLinked) linked.add(digest);
  for (const digest of states) await packages.states.remove(digest);
  for (const digest of linked) if (!packages.files.summary(digest).isLinked) free.push(digest);
  for (const digest of free) packages.remove(digest);
}
