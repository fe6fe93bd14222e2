import { relative, resolve } from 'node:path';
import type { Catalog } from '../../catalog/model.ts';
import type { SourceMap } from '../../compile/source-map.ts';
import type { Place } from '../../problem/problem.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { Answer, Verb } from '../verb.ts';

export const traceVerb: Verb = {
  name: 'trace',
  summary: 'show which line of the catalog a line of generated code comes from',
  arguments: [
    { name: '<place>', description: 'FILE:LINE as a tool prints it, wherever the code lies; or a whole FILE' },
  ],
  examples: [
    'rolebake trace generated/puppet/data/role/web.yaml:4',
    'rolebake trace /etc/puppetlabs/code/environments/production/site-modules/profile/manifests/nginx_front.pp:17',
    'rolebake trace chef/cookbooks/role_web/attributes/default.rb --json',
  ],
  exitOne: 'the line comes from no line of the catalog',
  run,
};

async function run(session: Session, [written = '']: readonly string[]): Promise<Answer> {
  const { sourceMap } = await import('../../compile/source-map.ts');
  const catalog = await session.catalog();
  const [, name = written, line] = /^(.+?):(\d+)(?::\d+)?$/s.exec(written) ?? [];
  const found = mapped(catalog, candidates(session, name), sourceMap);
  if (!found) {
    const message = `${JSON.stringify(name)} is no file that a profile or role of this catalog compiles to`;
    throw new Refusal({ code: 'usage', message, hint: 'rolebake compile --diff shows what is generated' });
  }
  return line === undefined ? whole(found) : await one(session, found, Number(line));
}

interface Found {
  readonly path: string;
  readonly map: SourceMap;
}

function mapped(
  catalog: Catalog,
  paths: Iterable<string>,
  mapOf: (catalog: Catalog, path: string) => SourceMap | undefined,
): Found | undefined {
  for (const path of paths) {
    const map = mapOf(catalog, path);
    if (map) return { path, map };
  }
  return undefined;
}

/** What a name may mean: a path below the folder of generated code, or the end of one, after folders of a machine. */
function* candidates({ cwd, settings }: Session, name: string): Iterable<string> {
  yield relative(settings.generated, resolve(cwd, name));
  const parts = name.split('/').filter((part) => part !== '');
  for (let start = 0; start < parts.length; start++) {
    const rest = parts.slice(start).join('/');
    yield rest;
    yield `puppet/${rest}`;
    yield `chef/${rest}`;
  }
}

function whole({ path, map }: Found): Answer {
  const rows = map.map((place, index) => [String(index + 1), place ? at(place) : '-']);
  return { data: { file: path, lines: map.map((place) => place ?? null) }, text: table(rows) };
}

async function one(session: Session, { path, map }: Found, line: number): Promise<Answer> {
  if (line < 1 || line > map.length)
    throw new Refusal({ code: 'usage', message: `${path} has ${map.length} lines`, hint: `rolebake trace ${path}` });
  const place = map[line - 1];
  const data = { file: path, line, place: place ?? null };
  if (!place) return { data, text: `${path}:${line} comes from no line of the catalog`, exitCode: 1 };
  const { placeAlone } = await import('../problems/complaint.ts');
  const { sourceLines } = await import('../problems/source-lines.ts');
  return { data, text: `${path}:${line}\n${placeAlone(place, sourceLines(session.root), session.terminal)}` };
}

const at = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;
