import { join, relative } from 'node:path';
import { readCatalogFiles } from '../catalog/files.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import type { Session } from './session.ts';
import { startFiles } from './start-files.ts';
import type { Answer, Options } from './verb.ts';

/** Starts a file of the catalog, at a path below its folder, if the catalog is right with it. */
export async function startInCatalog(
  session: Session,
  path: string,
  text: string,
  next: readonly string[],
  options: Options,
): Promise<Answer> {
  const { catalog, root } = session.settings;
  const shownAs = `${session.shown(catalog)}/`;
  const files = readCatalogFiles(catalog, shownAs);
  if (!files.texts.has(path))
    await checked(session, { ...files, texts: new Map(files.texts).set(path, text) }, shownAs + path);
  return startFiles({ root, files: new Map([[relative(root, join(catalog, path)), text]]), next }, options);
}

/** What is wrong with the file itself is told without a place: nothing is there yet. */
async function checked(session: Session, files: ReturnType<typeof readCatalogFiles>, path: string): Promise<void> {
  try {
    await session.catalogOf(files);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.problems.map((problem) => (problem.place?.file === path ? placeless(problem) : problem)));
  }
}

const placeless = ({ place: _, ...problem }: Problem): Problem => problem;

/** How many folders a folder of the catalog lies below rolebake.yaml. */
export const foldersAbove = ({ settings }: Session, folder: string): number =>
  relative(settings.root, join(settings.catalog, folder)).split('/').length;
