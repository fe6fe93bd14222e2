import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { NspawnMachines } from '../ec2-endpoint/machines/nspawn/nspawn-machines.ts';
import type { TestArea } from '../fixtures/test-area.ts';
import { inventory } from '../machines/inventory.ts';

test('what a killed endpoint leaves is removed by the next one', { timeout: 60_000 }, async () => {
  const killed = spawn(process.execPath, [`${import.meta.dirname}/run-one.ts`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await Promise.race([once(killed.stdout, 'data'), once(killed, 'exit')]);
  const { area, state } = JSON.parse(String(line)) as TestArea;
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect(inventory(area, state).map((item) => item.split(' ')[0])).toEqual(
    expect.arrayContaining(['mount', 'process']),
  );
  expect(inventory(area, state)).toContain(`nft table table ip ${area}_metadata`);

  await using _ = await NspawnMachines.make();
  expect(inventory(area, state)).toEqual([]);
});
