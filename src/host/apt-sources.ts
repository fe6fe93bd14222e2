import { Refusal } from '../problem/problem.ts';
import type { Effects } from './effects.ts';
import { runChecked } from './processes.ts';

/** What apt is asked to print of each package index it knows; the fields stand apart by a bar. */
const FORMAT = '$(ORIGIN)|$(REPO_URI)|$(CODENAME)|$(COMPONENT)';

/**
 * Where this host gets Debian from, as one-line `deb` entries for `suite` (`bookworm`), its updates and its security
 * fixes. Other people's repositories are left out, and a host of another Debian release lends its mirror.
 * A Refusal `no-apt-sources` if apt knows no Debian index.
 */
export async function hostAptSources(suite: string, effects: Pick<Effects, 'run'>): Promise<string[]> {
  const table = await runChecked(effects.run, {
    argv: ['apt-get', 'indextargets', '--format', FORMAT, 'Created-By: Packages'],
  });
  const entries = table.split('\n').flatMap((row) => debianEntry(row, suite));
  if (entries.length > 0) return [...new Set(entries)];
  throw new Refusal({
    code: 'no-apt-sources',
    message: 'apt on this host has no index of Debian itself',
    hint: 'apt-get update',
  });
}

function debianEntry(row: string, suite: string): string[] {
  const [origin, uri, codename, component] = row.split('|');
  const pocket = codename?.match(/^[a-z]+(-updates|-security|)$/)?.[1];
  if (origin !== 'Debian' || component !== 'main' || pocket === undefined) return [];
  return [`deb ${uri} ${suite}${pocket} main`];
}
