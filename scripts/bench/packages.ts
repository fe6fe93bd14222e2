import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import type { RunBench } from './bench.ts';
import { type CommandRun, stepSeconds } from './command.ts';
import { figure } from './figure.ts';
import { medianOf } from './median.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

const ROLE = 'web';
const REFRESH = 'refresh package lists';
const CONVERGE = 'converge (puppet)';

/** One bake, and the megabytes that its machine's apt, and rolebake for it, have downloaded. */
interface Measured {
  readonly bake: CommandRun;
  readonly megabytes: number;
}

/** Bakes of one role on one operating system: with the package store, and as of a system whose archive state is not known. */
export const benchPackages: RunBench = async ({ lab, counts }) => {
  const workspace = await makeWorkspace(lab);
  lab.say('compile, os update');
  await workspace.rolebake('compile');
  await workspace.rolebake('os', 'update');
  const first = await bakeOnce(workspace, 'first', 0);
  const pairs: { readonly kept: Measured; readonly past: Measured }[] = [];
  for (let run = 0; run < counts.runs; run++) {
    const kept = await bakeOnce(workspace, `kept.${run}`, 0);
    await tagSystem(workspace, { isKnown: false });
    const past = await bakeOnce(workspace, `past.${run}`, first.megabytes);
    await tagSystem(workspace, { isKnown: true });
    pairs.push({ kept, past });
    lab.say(
      `${run + 1} of ${counts.runs}: ${apt(kept).toFixed(1)} s with the store, ${apt(past).toFixed(1)} s past it`,
    );
  }
  const both = (name: string, unit: 's' | 'MB', value: (measured: Measured) => number) => [
    figure(
      `${name}, with the store`,
      medianOf(pairs, ({ kept }) => value(kept)),
      unit,
    ),
    figure(
      `${name}, past it`,
      medianOf(pairs, ({ past }) => value(past)),
      unit,
    ),
  ];
  return [
    figure('downloaded by the first bake', first.megabytes, 'MB'),
    ...both('downloaded by a later bake', 'MB', ({ megabytes }) => megabytes),
    ...both('package lists and converge', 's', apt),
    figure(
      'the same, ratio',
      medianOf(pairs, ({ kept, past }) => apt(kept) / apt(past)),
      'times',
    ),
    ...[REFRESH, CONVERGE].flatMap((step) => both(`  ${step}`, 's', ({ bake }) => stepSeconds(bake, ROLE, step))),
  ];
};

const apt = ({ bake }: Measured): number => stepSeconds(bake, ROLE, REFRESH) + stepSeconds(bake, ROLE, CONVERGE);

/** Bakes a new release; `unseen` are the megabytes that the machine's apt downloads without saying so. */
async function bakeOnce({ folder, rolebake }: Workspace, release: string, unseen: number): Promise<Measured> {
  await writeFile(join(folder, 'app', 'VERSION'), `${release}\n`);
  await rolebake('app', 'tag', 'shop', 'app');
  const bake = await rolebake('bake', ROLE);
  const { data } = await rolebake('jobs', '--role', ROLE);
  const job = (data as { id: string }[]).at(-1)?.id ?? '';
  const log = await readFile(join(folder, 'state', 'logs', job, 'output.log'), 'utf8');
  const lists = /^Fetched ([\d.,]+) (k|M)?B in/m.exec(log);
  const fetched = /^packages: .* downloaded \(([\d.]+) MB\)$/m.exec(log)?.[1];
  const listed = lists ? Number(lists[1]?.replaceAll(',', '')) / (lists[2] === 'M' ? 1 : 1_000) : 0;
  return { bake, megabytes: listed + Number(fetched ?? 0) + unseen };
}

/** Tags the operating system again, as one whose archive state is known or is not. */
async function tagSystem({ folder }: Workspace, { isKnown }: { readonly isKnown: boolean }): Promise<void> {
  const ledger = openLedger(join(folder, 'ledger'), realEffects);
  const { entry } = await ledger.show('os/debian-12@1');
  await ledger.append({
    ...{ kind: 'tag', stream: 'os', name: entry.name, digest: entry.digest, parents: [], who: entry.who },
    ...{ details: entry.details, job: realEffects.randomBytes(8).toString('hex') },
    ...(isKnown && entry.objects ? { objects: entry.objects } : {}),
  });
}
