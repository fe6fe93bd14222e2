import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Effects } from '../host/effects.ts';
import { type Digest, hexOf } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';

/** apt's own downloader: it goes the way that apt is set up to go, proxies and certificates included. */
const APT_HELPER = '/usr/lib/apt/apt-helper';

/** It ends with this process, however that does; a change of user would undo that. Our folders are root's alone anyway. */
const WITH_US = ['setpriv', '--pdeathsig=KILL', APT_HELPER, '-o', 'APT::Sandbox::User=root'] as const;

/** Whoever wants the file tries again, and the user sees it. */
const PATIENCE = ['-q', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20'] as const;

export interface Wanted {
  readonly uri: string;
  /** What the file must be; absent: whatever comes, for apt to judge. */
  readonly digest?: Digest;
  readonly signal?: AbortSignal;
}

/** What came of a download: the server may have no such file (any more). */
export type Downloaded = 'here' | 'gone';

/** Downloads to a file. Refuses with `mirror-failed` or `disk-full`. */
export async function download(
  { uri, digest, signal }: Wanted,
  file: string,
  effects: Pick<Effects, 'run'>,
): Promise<Downloaded> {
  const hash = digest === undefined ? [] : [`SHA256:${hexOf(digest)}`];
  // Relative: apt's parts talk in lines, and the name of a folder may hold line feeds.
  const argv = [...WITH_US, ...PATIENCE, 'download-file', uri, basename(file), ...hash] as const;
  const { code, stderr } = await effects.run({ argv, cwd: dirname(file), ...(signal ? { signal } : {}) });
  if (code === 0) return 'here';
  for (const end of ['', '.FAILED']) await rm(`${file}${end}`, { force: true });
  if (/\s(404|410) {2}|File not found/.test(stderr)) return 'gone';
  const words = stderr.trim().split('\n').slice(-2).join(' / ');
  if (/No space left|quota exceeded/i.test(stderr))
    throw new Refusal({ code: 'disk-full', message: words, hint: 'df; free some space and run the command again' });
  throw new Refusal({ code: 'mirror-failed', message: `${uri}: ${words}`, hint: 'is the Debian mirror reachable?' });
}
