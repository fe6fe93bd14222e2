import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seal } from '../../src/bake/seal.ts';

const EPOCH = 20_100 * 86_400;
/** So long that a seal is caught between the old text and the new. */
const LINES = 400_000;
const shadow = (day: number) => `u:!:${day}:0:::::\n`.repeat(LINES);
let root = '';

beforeEach(() => {
  root = mkdtempSync('/var/tmp/rolebake-seal-kill-');
  mkdirSync(join(root, 'etc'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const SEALER = `
import { seal } from '${import.meta.dirname}/../../src/bake/seal.ts';
await seal('ROOT', { sourceDateEpoch: ${EPOCH} });
`;

/** Seals the tree in a process of its own, which is killed so many milliseconds after it has begun to write. */
async function sealedAndKilled(milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', SEALER.replace('ROOT', root)]);
  const ended = once(child, 'exit');
  const watcher = watch(join(root, 'etc'), () => {
    watcher.close();
    setTimeout(() => child.kill('SIGKILL'), milliseconds);
  });
  await ended;
}

test('a seal that was killed at any moment is gone on with: no text is lost, nothing is left beside', async () => {
  const seen = new Set<string>();
  // So many times at least, and until it was caught at more than one moment.
  for (let round = 0; round < 12 || (seen.size < 2 && round < 60); round++) {
    writeFileSync(join(root, 'etc/shadow'), shadow(20_500));
    await sealedAndKilled(round);
    seen.add(readdirSync(join(root, 'etc')).join());
    await seal(root, { sourceDateEpoch: EPOCH });
    expect(readdirSync(join(root, 'etc'))).toEqual(['shadow']);
    expect(readFileSync(join(root, 'etc/shadow'), 'utf8') === shadow(20_100), `round ${round}`).toBe(true);
  }
  expect(seen.size).toBeGreaterThan(1);
}, 120_000);
