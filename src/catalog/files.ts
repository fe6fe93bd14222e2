import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../problem/problem.ts';
import { Refusal } from '../problem/problem.ts';

/** The text of a catalog's files by path below its folder, such as `roles/web.yaml`. */
export interface CatalogFiles {
  /** How the folder is shown in messages; ends in a slash, or is empty. */
  readonly shownAs: string;
  readonly texts: ReadonlyMap<string, string>;
  /** What the YAML of some files holds, where it has been parsed before and found right. */
  readonly known?: ReadonlyMap<string, unknown>;
  /** Files that cannot be read, or stand where none is looked for; the others are in `texts`. */
  readonly problems: readonly Problem[];
}

/** Templates and files may have folders; in those of files, a name may be any that a path on a machine can have. */
const WANTED =
  /^(catalog\.yaml|(profiles|roles|releases)\/[^/]+\.yaml|templates\/([\w-][\w.-]*\/)*[\w.-]+\.hbs|files\/\w[\w.-]*(\/[\w.@+][\w.@+-]*)*)$/;
/** What an author may take for a part of the catalog; whatever else lies there, such as a README, is not looked at. */
const LIKELY = /^(?!(?:.*\/)?\.).*\.(ya?ml|hbs)$|^files\/.*\/[^./][^/]*[^~/]$/i;

/** What a catalog folder holds, before any of it is read. */
export interface CatalogListing {
  readonly folder: string;
  readonly shownAs: string;
  /** Paths of the catalog's files below the folder, sorted. */
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads a catalog folder. A Refusal `unreadable-file` if there is none. */
export const readCatalogFiles = (folder: string, shownAs = `${folder}/`): CatalogFiles =>
  readListed(listCatalog(folder, shownAs));

/** Lists a catalog folder. A Refusal `unreadable-file` if there is none. */
export function listCatalog(folder: string, shownAs: string): CatalogListing {
  const names: string[] = [];
  const strays: string[] = [];
  for (const name of listFolder(folder, shownAs).sort()) {
    if (WANTED.test(name)) names.push(name);
    else if (LIKELY.test(name)) strays.push(name);
  }
  const problems = strays.map(
    (name): Problem => ({
      code: 'misnamed-file',
      message: STRAY,
      place: { file: shownAs + name, line: 1, column: 1 },
      hint: meantName(name) ?? LAYOUT,
    }),
  );
  return { folder, shownAs, names, problems };
}

/** Reads files of a listing: all of them, or those named. */
export function readListed(listing: CatalogListing, names: Iterable<string> = listing.names): CatalogFiles {
  const { folder, shownAs } = listing;
  const texts = new Map<string, string>();
  const problems = [...listing.problems];
  for (const name of names) {
    const read = readText(join(folder, name));
    texts.set(name, 'text' in read ? read.text : '');
    if ('cause' in read)
      problems.push({
        code: 'unreadable-file',
        message: read.cause,
        place: { file: shownAs + name, line: 1, column: 1 },
        ...(name.startsWith('files/') ? { hint: NO_TEXT } : {}),
      });
  }
  return { shownAs, texts, problems };
}

const NO_TEXT = 'what is no text comes as an archive, from a URL and with its sha256';
const STRAY = 'this file is no part of a catalog: nothing reads it';
const LAYOUT =
  'a catalog holds catalog.yaml, profiles/NAME.yaml, roles/NAME.yaml, releases/NAME.yaml, templates/NAME.hbs and files/NAME; a NAME in files has letters, digits and . _ @ + -';

/** What a file would have to be called that is only named a little otherwise than a part of a catalog. */
function meantName(name: string): string | undefined {
  const [top = '', ...rest] = name.replace(/\.yml$/i, '.yaml').split('/');
  const names = [
    [top, ...rest],
    [top, ...rest.slice(-1)],
    [`${top}s`, ...rest],
  ].map((parts) => parts.join('/'));
  const meant = names.find((one) => one !== name && WANTED.test(one));
  return meant && `rename it to ${meant}`;
}

function listFolder(folder: string, shownAs: string): string[] {
  try {
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder');
    return filesBelow(`${folder}/`, '');
  } catch (error) {
    const message = `the catalog ${shownAs} cannot be read: ${(error as Error).message}`;
    throw new Refusal({ code: 'unreadable-file', message, hint: 'rolebake.yaml says where the catalog is' });
  }
}

/** Folders of thousands of files, in which what has the name of one is taken for one. */
const LARGE: ReadonlySet<string> = new Set(['roles/', 'profiles/']);

/** Faster than Node's own recursive listing, which looks at every file. */
function filesBelow(folder: string, prefix: string): string[] {
  if (LARGE.has(prefix)) {
    const names = readdirSync(folder + prefix);
    if (names.every((name) => name.endsWith('.yaml'))) return names.map((name) => prefix + name);
  }
  return readdirSync(folder + prefix, { withFileTypes: true }).flatMap((entry) => {
    const name = prefix + entry.name;
    const isFolder = entry.isSymbolicLink()
      ? statSync(folder + name, { throwIfNoEntry: false })?.isDirectory()
      : entry.isDirectory();
    return isFolder ? filesBelow(folder, `${name}/`) : [name];
  });
}

function readText(path: string): { text: string } | { cause: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    if (!(error instanceof TypeError)) return { cause: `the file cannot be read: ${(error as Error).message}` };
    return { cause: 'the file is not UTF-8 text' };
  }
}
