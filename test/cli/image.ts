import { execFileSync } from 'node:child_process';
import { realEffects } from '../../src/host/effects.ts';
import { parseDigest } from '../../src/naming/digest.ts';
import { Snapshots } from '../../src/snapshots/snapshots.ts';
import type { Team } from './team.ts';

/** One path of an image. */
export interface Entry {
  /** As find(1) writes it: f, d, l ... */
  readonly kind: string;
  /** Octal. */
  readonly mode: string;
  /** Numbers of user and group. */
  readonly owner: string;
  readonly size: number;
  /** SHA-256 of a file's bytes, or where a link points. */
  readonly content: string;
}

/** The folders of a tag's snapshot, lowest first. */
async function layersOf(team: Team, tag: string): Promise<string[]> {
  const { entry } = await team.ask<{ entry: { digest: string } }>('show', tag);
  return new Snapshots(team.path('state/snapshots'), realEffects).layers(parseDigest(entry.digest));
}

/** Reads in a mount name space of its own, so that no mount outlives it. `$1`: layers, highest first; `$2`: a folder. */
const READ = `mount -t overlay -o "ro,lowerdir=$1" image "$2"
cd "$2"
find . -printf '%p\\t%y\\t%m\\t%U:%G\\t%s\\t%l\\n'
echo --
find . -type f -print0 | xargs -0 sha256sum`;

/** Every path of an image, layers merged. */
export async function readTree(team: Team, tag: string): Promise<Map<string, Entry>> {
  const layers = (await layersOf(team, tag)).toReversed();
  const argv = ['--mount', 'sh', '-euc', READ, 'sh', layers.join(':'), '/mnt'];
  const text = execFileSync('unshare', argv, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const [entries = '', sums = ''] = text.split('\n--\n');
  const sumOf = new Map(linesOf(sums).map((line) => [line.slice(66), line.slice(0, 64)]));
  const tree = new Map<string, Entry>();
  for (const line of linesOf(entries)) {
    const [path = '', kind = '', mode = '', owner = '', size = '', link = ''] = line.split('\t');
    tree.set(path.slice(1) || '/', { kind, mode, owner, size: Number(size), content: sumOf.get(path) ?? link });
  }
  return tree;
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
