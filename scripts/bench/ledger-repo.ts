import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { realEffects } from '../../src/host/effects.ts';
import { runChecked } from '../../src/host/processes.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { type Figure, figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { roleFact } from './made-ledger.ts';

const COMMITS = 50;

/** The ledger in git: one commit of all of it, then one for each of some appends, as publishing makes them. */
export async function repoFigures(lab: Lab, dir: string): Promise<Figure[]> {
  const repo = join(lab.folder, 'repo');
  mkdirSync(repo);
  const git = (...args: string[]) => gitIn(lab, repo, args);
  await git('init', '--quiet');
  cpSync(dir, join(repo, 'ledger'), { recursive: true, filter: (path) => !path.endsWith('.state') });
  lab.say('git: a commit of all');
  const whole = await timed(async () => {
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'all');
    await git('gc', '--quiet');
  });
  const before = await packMb(git);
  const ledger = openLedger(join(repo, 'ledger'), realEffects);
  lab.say(`git: ${COMMITS} commits of one entry each`);
  const commits = await timed(async () => {
    for (let run = 0; run < COMMITS; run++) {
      await ledger.append({ ...roleFact('role/r1', run, 1), job: `commit-${run}` });
      await git('commit', '--quiet', '--all', '--message', `entry ${run}`);
    }
  });
  const loose = (await sizeMb(lab, join(repo, '.git'))) - before;
  await git('gc', '--quiet');
  const clone = await timed(() => gitIn(lab, lab.folder, ['clone', '--quiet', `file://${repo}`, 'clone']));
  const diff = await timed(() => git('diff', '--stat', `HEAD~${COMMITS}`));
  const log = await timed(() => git('log', '--oneline', '--', 'ledger/role/r1.jsonl'));
  rmSync(join(lab.folder, 'clone'), { recursive: true });
  return [
    figure('git: pack of the ledger', before, 'MB'),
    figure('git: commit of all, with gc', whole, 's'),
    figure('git: append and commit, one', (commits * 1000) / COMMITS, 'ms'),
    figure('git: a commit before gc', loose / COMMITS, 'MB'),
    figure('git: a commit after gc', ((await packMb(git)) - before) / COMMITS, 'MB'),
    figure('git: clone', clone, 's'),
    figure(`git: diff of ${COMMITS} commits`, diff * 1000, 'ms'),
    figure('git: log of one component', log * 1000, 'ms'),
  ];
}

type Git = (...args: string[]) => Promise<string>;

async function packMb(git: Git): Promise<number> {
  const kib = /^size-pack: (\d+)$/m.exec(await git('count-objects', '--verbose'))?.[1];
  return (Number(kib) * 1024) / 1e6;
}

async function sizeMb(lab: Lab, folder: string): Promise<number> {
  const said = await runChecked(realEffects.run, {
    argv: ['du', '--bytes', '--summarize', folder],
    signal: lab.signal,
  });
  return Number(said.split('\t')[0]) / 1e6;
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return (performance.now() - began) / 1000;
}

/** Runs git with no settings but these. */
export async function gitIn(lab: Lab, cwd: string, args: readonly string[]): Promise<string> {
  const who = { NAME: 'bench', EMAIL: 'bench@example.org' };
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(
      Object.entries(who).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    ),
  };
  return await runChecked(realEffects.run, { argv: ['git', ...args], cwd, env, signal: lab.signal });
}
