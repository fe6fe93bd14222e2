import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../problem/problem.ts';

/** The text of a catalog's files by path below its folder, such as `roles/web.yaml`. */
export interface CatalogFiles {
  /** How the folder is shown in messages; ends in a slash, or is empty. */
  readonly shownAs: string;
  readonly texts: ReadonlyMap<string, string>;
}

const WANTED = /^(catalog\.yaml|(profiles|roles)\/[^/]+\.yaml|templates\/[^/]+\.hbs)$/;

/** Reads a catalog folder. Only the files that belong to a catalog are looked at. */
export function readCatalogFiles(folder: string, shownAs = `${folder}/`): CatalogFiles {
  const names = listFolder(folder, shownAs).map((name) => name.split('\\').join('/'));
  const wanted = names.filter((name) => WANTED.test(name)).sort();
  return { shownAs, texts: new Map(wanted.map((name) => [name, readText(join(folder, name), shownAs + name)])) };
}

function listFolder(folder: string, shownAs: string): string[] {
  try {
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    const message = `the catalog ${shownAs} cannot be read: ${(error as Error).message}`;
    throw new Refusal({ code: 'unreadable-file', message, hint: 'rolebake.yaml says where the catalog is' });
  }
}

function readText(path: string, shownAs: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const cause = error instanceof TypeError ? 'it is not UTF-8 text' : (error as Error).message;
    throw new Refusal({
      code: 'unreadable-file',
      message: `${shownAs} cannot be read: ${cause}`,
      place: { file: shownAs, line: 1, column: 1 },
    });
  }
}
