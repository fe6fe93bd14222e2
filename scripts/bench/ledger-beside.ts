import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Figure, figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { gitIn } from './ledger-repo.ts';
import { median } from './median.ts';

/** The lines of a made ledger, with the component of each. */
function* linesOf(dir: string): Generator<{ component: string; line: string }> {
  for (const stream of ['os', 'role'])
    for (const name of readdirSync(join(dir, stream)))
      for (const line of readFileSync(join(dir, stream, name), 'utf8')
        .trimEnd()
        .split('\n'))
        yield { component: `${stream}/${name.replace('.jsonl', '')}`, line };
}

/** The same history as commits: one an entry, with its line for a message, and no files. */
export async function gitFigures(lab: Lab, dir: string): Promise<Figure[]> {
  const repo = join(lab.folder, 'history.git');
  mkdirSync(repo);
  await gitIn(lab, repo, ['init', '--quiet', '--bare', '--initial-branch=main']);
  lab.say('git: a commit for each entry');
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: repo, stdio: ['pipe', 'ignore', 'ignore'] });
  for (const { line } of linesOf(dir)) {
    const message = Buffer.from(line);
    const head = `commit refs/heads/main\ncommitter bench <bench@example.org> 1795000000 +0000\ndata ${message.length}\n`;
    if (!child.stdin.write(`${head}${line}\n`)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  await once(child, 'close');
  const began = performance.now();
  await once(spawn('git', ['log', '--format=%s', 'main'], { cwd: repo, stdio: 'ignore' }), 'close');
  return [figure('beside: git log of a commit an entry', (performance.now() - began) / 1000, 's')];
}

/** The same rows in a table of SQLite, which proves nothing of them. */
export function sqliteFigures(lab: Lab, dir: string, runs: number): Figure[] {
  lab.say('SQLite: a row for each entry');
  const file = join(lab.folder, 'rows.sqlite');
  using database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE entry (component TEXT, sequence INTEGER, line TEXT, PRIMARY KEY (component, sequence)) WITHOUT ROWID;
    BEGIN;
  `);
  const insert = database.prepare('INSERT INTO entry VALUES (?, ?, ?)');
  let sequence = 0;
  for (const { component, line } of linesOf(dir)) insert.run(component, ++sequence, line);
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  const heads = database.prepare('SELECT component, max(sequence), line FROM entry GROUP BY component');
  const check = timed(() => database.prepare('PRAGMA integrity_check').all());
  return [
    figure('beside: rows in SQLite', statSync(file).size / 1e6, 'MB'),
    figure('beside: heads from SQLite', median(times(3, () => heads.all())), 'ms'),
    figure(
      'beside: insert into SQLite, one',
      median(times(runs, (run) => insert.run('role/r1', sequence + 1 + run, '{}'))),
      'ms',
    ),
    figure('beside: integrity_check of SQLite', check / 1000, 's'),
  ];
}

const times = (count: number, act: (run: number) => unknown) =>
  Array.from({ length: count }, (_, run) => timed(() => act(run)));

function timed(act: () => unknown): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}
