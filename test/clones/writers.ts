import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Clone, Clones } from './clone.ts';

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url));

/** What so many writers did at once, each in a clone of its own. */
export interface Written {
  /** Jobs that were recorded, and those of them whose publish has ended. */
  readonly recorded: readonly string[];
  readonly published: readonly string[];
}

/** Lets so many clones tag one role and publish at once, so often each, or so long. */
export async function writeAtOnce(clones: Clones, count: number, times: number, seconds = 600): Promise<Written> {
  const all = Array.from({ length: count }, (_, index) => clones.clone(`writer-${index}`));
  for (const [index, clone] of all.entries())
    if (index === 0) await clone.compile();
    else cpSync(join(all[0]?.folder ?? '', 'generated'), join(clone.folder, 'generated'), { recursive: true });
  const said = (await Promise.all(all.map((clone, index) => written(clones, clone, `w${index}`, times, seconds)))).join(
    '',
  );
  const jobs = (what: string) => [...said.matchAll(new RegExp(`^${what} (.+)$`, 'gm'))].map(([, job]) => String(job));
  return { recorded: jobs('recorded'), published: jobs('published') };
}

async function written(
  { env }: Clones,
  { folder }: Clone,
  name: string,
  times: number,
  seconds: number,
): Promise<string> {
  const argv = [WRITER, folder, name, String(times), String(seconds)];
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [ended, out, err] = [once(child, 'close'), text(child.stdout), text(child.stderr)];
  const [code] = await ended;
  if (code !== 0) throw new Error(`${name} ended with ${code}:\n${await err}`);
  return out;
}

/** What is wrong with the config repo after that: nothing, if each job has one tag there and the chain is whole. */
export async function faultsAfter(clones: Clones, { recorded }: Written): Promise<string[]> {
  const fresh = clones.clone('fresh');
  await fresh.run('pull');
  const jobs = (await fresh.ledger.tags()).map(({ entry }) => entry.job);
  const verified = await fresh.try('ledger', 'verify');
  return [
    ...recorded.filter((job) => !jobs.includes(job)).map((job) => `${job} is lost`),
    ...jobs.filter((job, index) => jobs.indexOf(job) !== index).map((job) => `${job} is there twice`),
    ...jobs.filter((job) => !recorded.includes(job)).map((job) => `${job} was never recorded`),
    ...(verified.code === 0 ? [] : [verified.stdout]),
    ...clones.git('fsck', '--no-progress', '--no-dangling').split('\n').filter(Boolean),
  ];
}
