import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { cachedFolder } from '../../src/host/cached-folder.ts';
import { realEffects } from '../../src/host/effects.ts';

const MODULES = join(import.meta.dirname, '../../src/host');

test('what a killed builder has started writes nothing into what the next one makes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-cached-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [dir, wrote] = [join(folder, 'tree'), join(folder, 'wrote')];
  // Its child writes once somebody else is at work.
  const child = `while [ ! -e ${folder}/go ]; do sleep 0.01; done; echo old > "$0/file"; touch ${wrote}`;
  const code = `
    import { spawn } from 'node:child_process';
    import { cachedFolder } from '${MODULES}/cached-folder.ts';
    import { realEffects } from '${MODULES}/effects.ts';
    await cachedFolder('${dir}', realEffects, (partial) => {
      spawn('sh', ['-c', ${JSON.stringify(child)}, partial], { stdio: 'ignore' });
      console.log('building');
      return new Promise((done) => setTimeout(done, 1_000_000));
    });`;
  const killed = spawn(process.execPath, ['--input-type=module-typescript', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(killed.stdout, 'data');
  killed.kill('SIGKILL');
  await once(killed, 'close');
  await cachedFolder(dir, realEffects, async (partial) => {
    writeFileSync(join(partial, 'file'), 'new\n');
    writeFileSync(join(folder, 'go'), '');
    while (!existsSync(wrote)) await sleep(10);
  });
  expect(readFileSync(join(dir, 'file'), 'utf8')).toBe('new\n');
  expect(readdirSync(folder).sort()).toEqual(['go', 'tree', 'tree.lock', 'wrote']);
});
