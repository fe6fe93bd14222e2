import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../problem/problem.ts';
import { Refusal } from '../problem/problem.ts';

/** The text of a catalog's files by path below its folder, such as `roles/web.yaml`. */
export interface CatalogFiles {
  /** How the folder is shown in messages; ends in a slash, or is empty. */
  readonly shownAs: string;
  readonly texts: ReadonlyMap<string, string>;
  /** Files that cannot be read, or stand where none is looked for; the others are in `texts`. */
  readonly problems: readonly Problem[];
}

const WANTED =
  /^(catalog\.yaml|(profiles|roles)\/[^/]+\.yaml|templates\/[A-Za-z0-9_.-]+\.hbs|files\/[A-Za-z0-9_][A-Za-z0-9_.-]*)$/;
/** What an author may take for a part of the catalog; whatever else lies there, such as a README, is not looked at. */
const LIKELY = /^(?!(?:.*\/)?\.).*\.(ya?ml|hbs)$/i;

/** Reads a catalog folder. A Refusal `unreadable-file` if there is none. */
export function readCatalogFiles(folder: string, shownAs = `${folder}/`): CatalogFiles {
  const names = listFolder(folder, shownAs).map((name) => name.split('\\').join('/'));
  const texts = new Map<string, string>();
  const problems: Problem[] = [];
  for (const name of names.sort()) {
    const place = { file: shownAs + name, line: 1, column: 1 };
    if (!WANTED.test(name)) {
      if (LIKELY.test(name)) problems.push({ code: 'misnamed-file', message: STRAY, place, hint: LAYOUT });
      continue;
    }
    const read = readText(join(folder, name));
    texts.set(name, 'text' in read ? read.text : '');
    if ('cause' in read) problems.push({ code: 'unreadable-file', message: read.cause, place });
  }
  return { shownAs, texts, problems };
}

const STRAY = 'this file is no part of a catalog: nothing reads it';
const LAYOUT = 'a catalog holds catalog.yaml, profiles/NAME.yaml, roles/NAME.yaml, templates/NAME.hbs and files/NAME';

function listFolder(folder: string, shownAs: string): string[] {
  try {
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    const message = `the catalog ${shownAs} cannot be read: ${(error as Error).message}`;
    throw new Refusal({ code: 'unreadable-file', message, hint: 'rolebake.yaml says where the catalog is' });
  }
}

function readText(path: string): { text: string } | { cause: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    if (!(error instanceof TypeError)) return { cause: `the file cannot be read: ${(error as Error).message}` };
    return { cause: 'the file is not UTF-8 text' };
  }
}
