import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EDITOR_SCHEMAS } from '../catalog/starter.ts';
import { Refusal } from '../problem/problem.ts';
import { schemaFiles } from './editor-schemas.ts';
import type { Answer, Options } from './verb.ts';

/** What to do with the files that `rolebake new` starts. */
export interface Start {
  /** The folder of rolebake.yaml. */
  readonly root: string;
  /** Text by path from there. */
  readonly files: ReadonlyMap<string, string>;
  /** What to do next, a line each. */
  readonly next: readonly string[];
}

/** Writes the files, and the schemas for editors unless they are there. Refuses to overwrite, before it writes anything. */
export function startFiles({ root, files, next }: Start, options: Options): Answer {
  const there = [...files.keys()].filter((path) => existsSync(join(root, path)));
  if (there.length > 0) throw new Refusal(there.map(overwrites));
  const schemas = [...schemaFiles(EDITOR_SCHEMAS)].filter(([path]) => !existsSync(join(root, path)));
  const isDry = options['dryRun'] === true;
  const taken = isDry ? [] : [...files].filter(([path, text]) => !writeNew(join(root, path), text));
  if (taken.length > 0) throw new Refusal(taken.map(([path]) => overwrites(path)));
  // Others who start something here write the same schemas.
  const made = isDry ? schemas : schemas.filter(([path, text]) => writeNew(join(root, path), text));
  const all = [...files.keys(), ...made.map(([path]) => path)];
  const shown = all.map((path) => `${isDry ? 'would write' : 'wrote'} ${path}`);
  return {
    data: { root, written: isDry ? [] : all, files: Object.fromEntries(files), next },
    text: [...shown, '', 'next:', ...next.map((line) => `  ${line}`)].join('\n'),
  };
}

const overwrites = (path: string) => ({
  code: 'file-exists' as const,
  message: `${path} is there already`,
  hint: 'choose another name, or move the file away',
});

/** False if another process was faster. */
function writeNew(path: string, text: string): boolean {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
