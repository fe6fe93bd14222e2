import { resolve } from 'node:path';
import type { Change } from '../../compile/output.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

const FOLDER = 'docs/catalog';

export const docVerb: Verb = {
  name: 'doc',
  summary: "write the catalog's reference in Markdown: every role, profile, parameter, log, flag and port",
  options: [
    { flags: '--output <folder>', description: `default: ${FOLDER} beside rolebake.yaml` },
    { flags: '--check', description: 'write nothing; exit 1 if the pages are not up to date' },
  ],
  examples: ['rolebake doc', 'rolebake doc --output wiki', 'rolebake doc --check'],
  exitOne: 'not up to date (--check)',
  run,
};

async function run(session: Session, _args: readonly string[], options: Options): Promise<Answer> {
  const { reference } = await import('../../compile/reference/reference.ts');
  const { changes, writeChanges } = await import('../../compile/output.ts');
  const pages = reference(await session.catalog());
  const given = textOption(options, 'output');
  const folder = given === undefined ? resolve(session.settings.root, FOLDER) : resolve(session.cwd, given);
  const found = changes(folder, pages);
  const where = session.shown(folder);
  const data = { folder: where, pages: pages.size, changes: found.map(({ path, kind }) => ({ path, kind })) };
  if (options['check']) {
    const stale = found.map(({ path, kind }) => `${kind.padEnd(7)} ${path}\n`).join('');
    return { data, text: stale === '' ? 'the pages are up to date' : stale, exitCode: found.length > 0 ? 1 : 0 };
  }
  refuseEdits(where, found);
  writeChanges(folder, pages, found);
  return { data, text: `${pages.size} pages in ${where}: ${found.length} changed` };
}

function refuseEdits(folder: string, found: readonly Change[]): void {
  const edited = found.filter(({ kind }) => kind === 'edited');
  if (edited.length === 0) return;
  const hint = 'make the change in the catalog, then remove the file';
  throw new Refusal(
    edited.map(({ path }) => ({
      code: 'edited-file',
      message: `${folder}/${path} was edited by hand, or is not rolebake's`,
      place: { file: `${folder}/${path}`, line: 1, column: 1 },
      hint,
    })),
  );
}
