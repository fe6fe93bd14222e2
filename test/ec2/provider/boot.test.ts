import { expect, test } from 'vitest';
import { realClock } from '../../ec2-endpoint/clock.ts';
import { paperMachines } from '../../ec2-endpoint/machines/paper.ts';
import { testCloud } from './test-cloud.ts';

test('a machine that AWS ends while it boots is boot-failed with the reason, and leaves nothing', async () => {
  const machines = {
    ...paperMachines(realClock),
    start: () => Promise.reject(new Error('the disk is damaged')),
  };
  await using cloud = await testCloud({ machines });
  const refusal = await cloud.machines.launch(cloud.spec('broken')).catch(String);
  expect(refusal).toMatch(
    /boot-failed: machine broken \(i-[0-9a-f]+\) ended while it booted \(.*the disk is damaged\)/,
  );
  expect(cloud.left()).toEqual([]);
  expect(await cloud.machines.list()).toEqual([]);
});

test('a machine whose ssh never answers is boot-failed with its last words, and leaves nothing', async () => {
  // Its address on paper leads nowhere.
  const timing = { bootMs: 500, stopMs: 5_000, pollMs: 20, settleMs: 300, replyMs: 1_000 };
  await using cloud = await testCloud({ machines: paperMachines(realClock) }, { timing });
  await expect(cloud.machines.launch(cloud.spec('mute'))).rejects.toThrow(
    /^boot-failed: machine mute .* does not answer after 0.5 s; its last words:\na machine on paper$/,
  );
  expect(cloud.left()).toEqual([]);
});

test('a machine that is ended while it boots: both know', async () => {
  const machines = paperMachines(realClock, { start: 300 });
  await using cloud = await testCloud({ machines });
  const launched = cloud.machines.launch(cloud.spec('short')).catch(String);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await cloud.another().terminate('short');
  expect(await launched).toMatch(/boot-failed: machine short was terminated while it was being launched/);
  expect(cloud.left()).toEqual([]);
});
