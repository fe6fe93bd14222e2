import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyStore } from '../../src/bake/key-store.ts';
import { openJournal } from '../../src/engine/journal.ts';
import { realEffects } from '../../src/host/effects.ts';
import type { Team } from '../cli/team.ts';
import { processes } from '../machines/inventory.ts';

/** What a team's state folder always has. */
const LASTING = /^(journal\.sqlite(-wal|-shm)?|lock|machines|snapshots|logs|archives|ledgers|packages|environments)$/;

/**
 * Whatever a team has on this host that no finished command may leave: of machines (mounts, name spaces, groups, links,
 * packet filters, processes, keys), unfinished files, images and logs that nothing refers to, jobs that still run.
 */
export function remains(team: Team): string[] {
  using journal = openJournal(team.path('state/journal.sqlite'), realEffects);
  const jobs = journal.jobs();
  return [
    ...team.left(),
    ...new KeyStore(team.path('state')).paths().map((path) => `key ${path}`),
    ...processes().flatMap((line) => (line.includes(team.folder) ? [`process ${line}`] : [])),
    ...named(
      'file state',
      namesIn(team, 'state').filter((name) => !LASTING.test(name)),
    ),
    ...named('file state/snapshots/tmp', namesIn(team, 'state/snapshots/tmp')),
    ...named(
      'file ledger',
      namesIn(team, 'ledger').filter((name) => /intent|lock|tmp|new$/.test(name)),
    ),
    ...named(
      'log of no job',
      without(
        namesIn(team, 'state/logs'),
        jobs.map(({ id }) => id),
      ),
    ),
    ...named('image of no tag', without(namesIn(team, 'state/snapshots/sha256'), digests(team))),
    ...named(
      'running job',
      jobs.filter(({ state }) => state === 'running').map(({ id }) => id),
    ),
  ];
}

/** The tags of the tiny role, a line each. */
export const tinyTags = (team: Team): string[] => linesOf(team, 'role/tiny.jsonl');

/** Every digest that the ledger's tags name, in hex. */
function digests(team: Team): string[] {
  const files = readdirSync(team.path('ledger'), { recursive: true, encoding: 'utf8' });
  const lines = files.filter((name) => name.endsWith('.jsonl')).flatMap((name) => linesOf(team, name));
  return lines.map((line) => (JSON.parse(line) as { digest?: string }).digest?.replace(/^sha256:/, '') ?? '');
}

function linesOf(team: Team, file: string): string[] {
  const path = join(team.path('ledger'), file);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

const named = (kind: string, names: readonly string[]): string[] => names.map((name) => `${kind}: ${name}`);
const without = (names: readonly string[], known: readonly string[]) => names.filter((name) => !known.includes(name));

function namesIn(team: Team, folder: string): string[] {
  return existsSync(team.path(folder)) ? readdirSync(team.path(folder)) : [];
}
