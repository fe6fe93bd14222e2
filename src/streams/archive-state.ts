import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effects } from '../host/effects.ts';
import { runChecked } from '../host/processes.ts';

/** apt's own downloader: it goes the way that apt is set up to go, proxies and certificates included. */
const APT_HELPER = '/usr/lib/apt/apt-helper';

/**
 * What the archive offers now, as one hash over the signed index of indexes (InRelease) of each source, given as
 * one-line `deb` entries. It changes when a package does, and sometimes when none does.
 */
export async function archiveState(sources: readonly string[], effects: Pick<Effects, 'run'>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rolebake-archive-'));
  try {
    const hash = createHash('sha256');
    for (const [index, source] of sources.entries()) {
      const file = join(folder, String(index));
      await runChecked(effects.run, { argv: [APT_HELPER, '-q', 'download-file', releaseUri(source), file] });
      hash.update(source).update(await readFile(file));
    }
    return hash.digest('hex');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function releaseUri(source: string): string {
  const [, uri = '', suite = ''] = source.split(' ');
  return `${uri.replace(/\/$/, '')}/dists/${suite}/InRelease`;
}
