import { type Digest, digestOf, parseDigest } from '../naming/digest.ts';

/** A source of packages, and the files by which apt knows what it had at one moment. */
export interface ArchiveSource {
  /** As one line of sources.list(5). */
  readonly entry: string;
  /** Ends in a slash. */
  readonly uri: string;
  /** Of the signed index of indexes, relative to the URI. */
  readonly release: string;
  /** Digest of InRelease and of each Packages (not compressed), by path relative to the URI. */
  readonly files: ReadonlyMap<string, Digest>;
}

/** What the sources of an operating system had to offer at one moment. */
export interface ArchiveState {
  readonly digest: Digest;
  readonly sources: readonly ArchiveSource[];
}

/** An entry without options, `deb URI SUITE COMPONENT...`, as what is known of it before its files are. */
export function sourceOf(entry: string): Omit<ArchiveSource, 'files'> {
  const [, uri = '', suite = ''] = entry.split(' ');
  const folder = suite.endsWith('/') ? suite : `dists/${suite}/`;
  return { entry, uri: uri.endsWith('/') ? uri : `${uri}/`, release: `${folder}InRelease` };
}

/** A state as text: each entry, followed by its files. The digest of the text is that of the state. */
export const stateText = (sources: readonly ArchiveSource[]): string =>
  sources
    .map(({ entry, files }) => `${entry}\n${[...files].map(([path, digest]) => `${digest} ${path}\n`).join('')}`)
    .join('');

/** Reads `stateText`. */
export function parseState(text: string): ArchiveState {
  const blocks = text.split(/^(?=deb )/m).filter((block) => block !== '');
  const sources = blocks.map((block): ArchiveSource => {
    const [entry = '', ...lines] = block.trimEnd().split('\n');
    const files = lines.map((line): [string, Digest] => [line.slice(72), parseDigest(line.slice(0, 71))]);
    return { ...sourceOf(entry), files: new Map(files) };
  });
  return { digest: digestOf(text), sources };
}

/** apt's name for a file in its folder of lists: the URI without its scheme (apt-pkg/contrib/strutl.cc, URItoFileName). */
export const listName = (uri: string): string =>
  uri
    .replace(/^[a-z+]+:\/\/(?:[^/@]*@)?/, '')
    .replace(/[\\|{}[\]<>"^~_=!@#$%&*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replaceAll('/', '_');
