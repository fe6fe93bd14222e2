import type { Catalog } from '../catalog/model.ts';
import { type SourceMap, sourceMap } from '../compile/source-map.ts';
import { findEdits } from '../config-repo/adopt.ts';
import type { Edit } from '../config-repo/edits.ts';
import type { Place } from '../problem/problem.ts';
import { configPlace } from './config-repo.ts';
import { placeAlone } from './problems/complaint.ts';
import { sourceLines } from './problems/source-lines.ts';
import { currentCode } from './publication.ts';
import type { Session } from './session.ts';
import type { Answer, Options } from './verb.ts';

/** One place of an edit: lines of the diff, and the places of the catalog that the lines there come from. */
interface Hunk {
  readonly lines: readonly string[];
  readonly places: readonly Place[];
}

/** Shows each edit that a publish would overwrite, with the lines of the catalog to change instead. */
export async function showEdits(session: Session, options: Options): Promise<Answer> {
  const catalog = await session.catalog();
  const { where, place } = await configPlace(session, options);
  const edits = await findEdits(place, currentCode(session, catalog), session.effects);
  const shown = edits.map((edit) => ({ ...edit, hunks: hunksOf(edit, catalog) }));
  const data = { repo: place.repo, branch: place.branch, edits: shown.map(({ diff: _, ...edit }) => edit) };
  if (edits.length === 0) return { data, text: `nobody has edited what rolebake wrote to ${where}` };
  const text = shown.map((edit) => editText(edit, session));
  return { data, text: [...text, NEXT].join('\n\n'), exitCode: 1 };
}

const NEXT = `Make each edit in the catalog and compile; a file that comes out as it was edited publishes as it is. What the
catalog need not have: rolebake publish --overwrite FILE. The edit stays in the history of the config repo.`;

function hunksOf({ path, diff }: Edit, catalog: Catalog): Hunk[] {
  const map = sourceMap(catalog, path) ?? [];
  const starts = diff.flatMap((line, index) => (line.startsWith('@@') ? [index] : []));
  return starts.map((start, index) => {
    const lines = diff.slice(start, starts[index + 1]);
    return { lines, places: placesOf(lines, map) };
  });
}

/** Where the lines come from that a hunk takes away, or that stand before those that it adds. */
function placesOf([head = '', ...lines]: readonly string[], map: SourceMap): Place[] {
  let at = Number(/^@@ -(\d+)/.exec(head)?.[1] ?? 1);
  const places = new Map<string, Place>();
  for (const line of lines) {
    const near = line.startsWith('-') ? map[at - 1] : line.startsWith('+') ? (map[at - 1] ?? map[at - 2]) : undefined;
    if (near !== undefined) places.set(`${near.file}:${near.line}`, near);
    if (!line.startsWith('+')) at += 1;
  }
  return [...places.values()];
}

function editText(
  { path, commit, author, subject, hunks }: Edit & { hunks: readonly Hunk[] },
  session: Session,
): string {
  const lines = sourceLines(session.root);
  const head = `${path} was edited by ${author} in ${commit.slice(0, 12)}: ${subject}`;
  if (hunks.length === 0) return `${head}\nit is no text there any more`;
  const shown = hunks.map((hunk) => {
    const places = hunk.places.map((place) => placeAlone(place, lines, session.terminal));
    return [...hunk.lines, places.length === 0 ? 'comes from no line of the catalog' : 'comes from', ...places].join(
      '\n',
    );
  });
  return [head, ...shown].join('\n');
}
