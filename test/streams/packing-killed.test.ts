import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { packFolder } from '../../src/streams/archives.ts';

const SOURCES = join(import.meta.dirname, '../../src');

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

test('what a process that was killed had packed is removed by the next one that packs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-packing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [app, archives] = [join(folder, 'app'), join(folder, 'archives')];
  for (const one of [app, archives]) mkdirSync(one);
  writeFileSync(join(app, 'big'), '');
  truncateSync(join(app, 'big'), 2 ** 28);
  const code = `
    import { realEffects } from '${SOURCES}/host/effects.ts';
    import { packFolder } from '${SOURCES}/streams/archives.ts';
    await packFolder('${app}', '${archives}', realEffects);`;
  const argv = ['--input-type=module-typescript', '--eval', code];
  const killed = spawn(process.execPath, argv, { detached: true, stdio: 'inherit' });
  while (filesIn(archives).length === 0) await sleep(2);
  // With the tar that it has started.
  process.kill(-(killed.pid ?? 0), 'SIGKILL');
  await once(killed, 'close');
  expect(filesIn(archives)).toHaveLength(1);
  truncateSync(join(app, 'big'), 1);
  await packFolder(app, archives, realEffects);
  expect(filesIn(archives).map(({ name }) => name)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.tar$/)]);
});
