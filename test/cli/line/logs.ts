import { expect, test } from 'vitest';
import { Collector } from '../../../scripts/demo/collector.ts';
import { inMachine, launched } from '../machine.ts';
import type { Team } from '../team.ts';

/** What is true of the logs that an author named. */
export function logFacts(team: () => Team): void {
  test('log lines reach the collector: at once, after it was down, and after rotation', async () => {
    await using collector = await Collector.at(team().network.replace(/0\/24$/, '1'));
    const listens = collector.start();
    await using machine = await launched(team(), 'role/web', {
      DATABASE_URL: 'postgres://orders.example/shop',
      LOG_COLLECTOR: collector.address,
      LOG_COLLECTOR_PORT: String(collector.port),
    });
    await listens;
    const ask = (path: string) => fetch(`http://${machine.address}${path}`);
    const arrives = (what: RegExp) =>
      expect.poll(() => collector.lines().join('\n'), { timeout: 20_000 }).toMatch(what);
    await ask('/at-once');
    await arrives(new RegExp(`^${machine.id} web-access .*"GET /at-once HTTP/1\\.[01]" 404$`, 'm'));
    await arrives(/^\S+ web-app .*"event": "started", "version": "1\.0\.0"/m);

    await collector.stop();
    await ask('/while-down');
    await collector.start();
    await ask('/after');
    await arrives(/GET \/while-down/);
    await arrives(/GET \/after/);

    await inMachine(machine, ['logrotate', '--force', '/etc/logrotate.conf']);
    expect(await inMachine(machine, ['ls', '/var/log/shop'])).toMatch(/^access\.log\naccess\.log[.-]1/m);
    await ask('/rotated');
    await arrives(/GET \/rotated/);
    for (const path of ['at-once', 'while-down', 'after', 'rotated'])
      expect(
        collector.lines().filter((line) => line.includes(`GET /${path} `)),
        path,
      ).toHaveLength(1);
  });
}
