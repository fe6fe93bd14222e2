import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testClones } from './test-clones.ts';
import { faultsAfter, writeAtOnce } from './writers.ts';

const ROUNDS = 4;

/** A process with whatever it has started. */
function withChildren(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return [pid, ...children.flatMap((child) => withChildren(Number(child)))];
  } catch {
    return []; // It has ended.
  }
}

/** Ends a process at once: alone, so that its git goes on, or with all that it has started. */
function kill(pid: number, alone: boolean): void {
  const pids = alone ? [pid] : withChildren(pid);
  for (const one of pids) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

test('8 clones publish tags of one role at once: none is lost, none is there twice, the chain is whole', async () => {
  const clones = testClones();
  const written = await writeAtOnce(clones, 8, 1);
  expect(written.published).toHaveLength(8);
  expect(await faultsAfter(clones, written)).toEqual([]);
}, 120_000);

test('a publish that is killed at any moment loses nothing, and the next one goes on', async () => {
  const clones = testClones();
  const [ada, bob] = [clones.clone('ada'), clones.clone('bob')];
  await Promise.all([ada, bob].map((clone) => clone.compile()));
  const began = performance.now();
  await ada.tagRole('web', 'a-0');
  await ada.run('publish');
  const whole = performance.now() - began;
  const jobs = ['a-0'];
  for (let round = 1; round <= ROUNDS; round++) {
    const [a, b] = [`a-${round}`, `b-${round}`];
    jobs.push(a, b);
    await ada.tagRole('web', a);
    await bob.tagRole('web', b);
    const child = bob.start('publish');
    const ended = once(child, 'close');
    setTimeout(() => kill(child.pid ?? 0, round % 2 === 0), (whole * round) / ROUNDS);
    await ada.run('publish');
    await ended;
    await bob.tagRole('web', b);
    await bob.run('publish');
  }
  expect(await faultsAfter(clones, { recorded: jobs, published: jobs })).toEqual([]);
  expect((await bob.ledger.tags()).map(({ tag }) => `refs/tags/${tag.replace('@', '/')}`).sort()).toEqual(
    clones.git('for-each-ref', '--format=%(refname)', 'refs/tags').split('\n').sort(),
  );
}, 240_000);
