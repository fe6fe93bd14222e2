import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MachineSpec, Machines } from '../../src/machines/machines.ts';
import { login, wishes } from '../fixtures/test-machines.ts';

/** A provider in a place of its own. */
export interface Subject extends AsyncDisposable {
  /** On an image that the provider has. */
  readonly machines: Machines<MachineSpec>;
  /** All that exists of a machine, by name: empty after its end. */
  inventory(id: string): Promise<string[]>;
}

/** What every provider of machines must do, with real machines; each test within so many milliseconds. */
export function machinesConformance(name: string, provide: () => Promise<Subject>, timeout = 120_000): void {
  describe(`${name} as a provider of machines`, { timeout }, () => {
    let subject: Subject;

    beforeAll(async () => {
      subject = await provide();
    }, 180_000);

    afterAll(() => subject?.[Symbol.asyncDispose]());

    test('a machine is launched, listed, reached by ssh with the key that we made, and terminated', async () => {
      const { machines } = subject;
      const { user, ...spec } = wishes('plain', { labels: { role: 'web', job: '7' } });
      const events: string[] = [];
      const machine = await machines.launch(spec, ({ type }) => events.push(type));
      expect(machine).toMatchObject({ id: 'plain', state: 'running', labels: { role: 'web', job: '7' } });
      expect(machine.hostPublicKey).toBe(spec.hostKey.publicKey);
      expect(events).toEqual(['booting', 'running']);
      expect(await machines.get('plain')).toEqual(machine);
      expect(await machines.list()).toEqual([machine]);
      await using ssh = await login(machine, user);
      expect((await ssh.run(['systemctl', 'is-system-running', '--wait'])).stdout).toBe('running\n');
      expect((await ssh.run(['getent', 'hosts', 'machine'])).stdout).toMatch(/^127\.0\.1\.1 /);
      expect((await ssh.run(['ip', 'route', 'show', 'default'])).stdout).toBe('');
      expect(await subject.inventory('plain')).not.toEqual([]);
      await machines.terminate('plain');
      await machines.terminate('plain');
      expect(await subject.inventory('plain')).toEqual([]);
      expect(await machines.list()).toEqual([]);
    });

    test('the same wishes adopt the machine, other wishes replace it', async () => {
      const { machines } = subject;
      const { user: _, ...spec } = wishes('again');
      const first = await machines.launch(spec);
      const events: string[] = [];
      const same = await machines.launch({ ...spec }, ({ type }) => events.push(type));
      expect({ same, adopted: events[0] }).toEqual({ same: first, adopted: 'adopted' });
      const other = await machines.launch({ ...spec, labels: { is: 'other' } });
      expect(other.labels).toEqual({ is: 'other' });
      expect((await machines.list()).map(({ id }) => id)).toEqual(['again']);
      await machines.terminate('again');
      expect(await subject.inventory('again')).toEqual([]);
    });

    test('a flag reaches the unit that asks for it by name, byte for byte', async () => {
      const { machines } = subject;
      const DATABASE_URL = 'pg://u:p@h/ü?a="b"&c=\'d\' $HOME\n%n';
      const { user, ...spec } = wishes('flags', { purpose: 'launch', credentials: { DATABASE_URL } });
      await using ssh = await login(await machines.launch(spec), user);
      const unit = ['systemd-run', '--quiet', '--wait', '--pipe', '-p', 'LoadCredential=DATABASE_URL'];
      const read = ['sh', '-c', 'cat "$CREDENTIALS_DIRECTORY/DATABASE_URL"'] as const;
      expect((await ssh.run(['systemd-run', ...unit.slice(1), ...read])).stdout).toBe(DATABASE_URL);
      await machines.terminate('flags');
    });

    test('a stopped machine has ended cleanly and keeps its disk; stopping it again is fine', async () => {
      const { machines } = subject;
      const { user, ...spec } = wishes('stops');
      await using ssh = await login(await machines.launch(spec), user);
      await ssh.upload('kept', '/opt/kept', 0o644);
      const stopped = await machines.stop('stops');
      expect(stopped.state).toBe('stopped');
      expect(await machines.stop('stops')).toEqual(stopped);
      await machines.terminate('stops');
      expect(await subject.inventory('stops')).toEqual([]);
    });

    test('four at once reach each other and end at once', async () => {
      const { machines } = subject;
      const specs = ['a', 'b', 'c', 'd'].map((letter) => wishes(`many-${letter}`));
      const launched = await Promise.all(specs.map(({ user: _, ...spec }) => machines.launch(spec)));
      expect(new Set(launched.map(({ address }) => address)).size).toBe(4);
      const [first, second] = [launched[0], launched[1]];
      if (!first || !second || !specs[0]) throw new Error('two machines were launched');
      await using ssh = await login(first, specs[0].user);
      const reach = ['timeout', '60', 'bash', '-c', `head -c 4 < /dev/tcp/${second.address}/22`] as const;
      expect((await ssh.run([...reach])).stdout).toBe('SSH-');
      await Promise.all(launched.map(({ id }) => machines.terminate(id)));
      for (const { id } of launched) expect(await subject.inventory(id)).toEqual([]);
    });

    test('what was never there can be terminated, not stopped', async () => {
      await subject.machines.terminate('no-such');
      await expect(subject.machines.stop('no-such')).rejects.toThrow(/^unknown-machine: /);
      expect(await subject.machines.get('no-such')).toBeUndefined();
    });
  });
}
