import { expect, test } from 'vitest';
import { type InTeam, inMachine, type Launched, launched, pageOf } from '../machine.ts';
import type { Team } from '../team.ts';

const FLAGS = { DATABASE_URL: 'postgres://orders.example/shop', LOG_COLLECTOR: 'logs.example' };

/** What is true of machines that are launched with flags. */
export function launchFacts(team: () => Team): void {
  test('two machines of one image answer at the same time, each with its own flags', async () => {
    const [one, other] = await Promise.all(
      ['first', 'second'].map((BANNER) => launched(team(), 'role/web', { ...FLAGS, BANNER })),
    );
    if (!one || !other) throw new Error('two machines were asked for');
    await using machines = disposeAll(one, other);
    expect(one).toMatchObject({ tag: 'role/web@1', urls: [`http://${one.address}/`] });
    expect(await pageOf(one)).toContain('<p>first</p><p>orders are at orders.example; shop 1.0.0</p>');
    expect(await pageOf(other)).toContain('<p>second</p>');
    expect(await inMachine(one, ['systemctl', 'list-units', '--failed', '--plain', '--no-legend'])).toBe('');
    expect(await inMachine(one, ['systemctl', 'is-active', 'nginx', 'shop', 'rsyslog'])).toBe('active\n'.repeat(3));
    const listed = await team().ask<{ id: string; state: string }[]>('machines');
    expect(listed.map(({ id, state }) => [id, state])).toEqual(machines.ids.map((id) => [id, 'running']));
  });

  test('flags that are missing, ill-typed, unknown or given twice are refused together, before anything starts', async () => {
    const before = team().left();
    const words = ['DATABASE_URL=no url', 'BANER=x', 'LOG_COLLECTOR_PORT=70000', 'LOG_COLLECTOR_PORT=1'];
    const { code, stderr } = await team().try('launch', 'role/web', ...words.flatMap((word) => ['--flag', word]));
    expect(code).toBe(2);
    expect(stderr).toMatch(/flag DATABASE_URL: the value given \(secret, not shown\) is not a URL, such as/);
    expect(stderr).toMatch(/no flag BANER[\s\S]*BANNER/);
    expect(stderr).toMatch(/flag LOG_COLLECTOR_PORT: "70000" is not a port from 1 to 65535/);
    expect(stderr).toMatch(/flag LOG_COLLECTOR \(hostname\) has no value/);
    expect(stderr).toMatch(/LOG_COLLECTOR_PORT is given twice/);
    expect(stderr).not.toContain('no url');
    expect(team().left()).toEqual(before);
  });

  test('the worker runs its unit and works off what comes', async () => {
    await using machine = await launched(team(), 'role/worker', FLAGS);
    expect(await inMachine(machine, ['systemctl', 'is-active', 'shop-worker'])).toBe('active\n');
    expect(await credential(machine, 'shop-worker', 'DATABASE_URL')).toBe(FLAGS.DATABASE_URL);
    await inMachine(machine, ['touch', '/var/lib/shop/queue/order-7']);
    await expect.poll(() => inMachine(machine, ['ls', '/var/lib/shop/queue']), { timeout: 5_000 }).toBe('');
    expect(await inMachine(machine, ['cat', '/var/log/shop/worker.log'])).toMatch(/"event": "done", "job": "order-7"/);
  });
}

/** A flag as the unit's program reads it. */
const credential = (machine: InTeam, unit: string, name: string): Promise<string> =>
  inMachine(machine, ['cat', `/run/credentials/${unit}.service/${name}`]);

/** Several machines as one thing to dispose of; their ids in the order of `machines`. */
function disposeAll(...all: readonly (Launched & AsyncDisposable)[]): AsyncDisposable & { readonly ids: string[] } {
  return {
    ids: all.map(({ id }) => id).sort(),
    [Symbol.asyncDispose]: async () => void (await Promise.all(all.map((one) => one[Symbol.asyncDispose]()))),
  };
}
