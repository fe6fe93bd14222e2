import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { BalancerSpec, Balancers, Server } from '../../../src/release/front/balancers.ts';
import type { WebMachine } from './web-machine.ts';

/** A provider of balancers, and machines that it can send to; `await using` it. */
export interface BalancersSubject extends AsyncDisposable {
  readonly balancers: Balancers;
  /** Launches a machine of the environment `test` that answers as a web machine does. */
  launch(id: string): Promise<WebMachine>;
  /** Who answers at port 80 of a balancer. */
  ask(address: string): Promise<string>;
}

const HTTP = [{ endpoint: 'http', port: 80, target: 8080, health: '/well' }];
const ALL = 256;

/** What every provider of balancers does; each round takes it `slowMs` at most. */
export function balancersConformance(name: string, open: () => Promise<BalancersSubject>, slowMs: number): void {
  let subject: BalancersSubject;
  const machines = new Map<string, WebMachine>();

  beforeAll(async () => {
    subject = await open();
    for (const id of ['web-1', 'web-2', 'web-3']) machines.set(id, await subject.launch(id));
  }, 300_000);

  afterAll(() => subject?.[Symbol.asyncDispose](), 120_000);

  const server = (id: string, build: number, weight: number): Server => {
    return { id, build, weight, address: machines.get(id)?.address ?? '' };
  };
  const put = (servers: readonly Server[], more: Partial<BalancerSpec> = {}) =>
    subject.balancers.put({ environment: 'test', role: 'web', listeners: HTTP, servers, ...more });
  const up = async () => {
    const states = (await subject.balancers.states('test', 'web')) ?? [];
    return Object.fromEntries(states.map(({ id, isUp }) => [id, isUp]));
  };
  const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: slowMs, interval: 200 });
  const answers = async (address: string, times: number) =>
    new Set(await Promise.all(Array.from({ length: times }, () => subject.ask(address))));

  describe(`balancers: ${name}`, { timeout: slowMs * 4 }, () => {
    test('what is not there has no address and no states, is in no list, and may be removed', async () => {
      expect(await subject.balancers.addressOf('test', 'web')).toBeUndefined();
      expect(await subject.balancers.states('test', 'web')).toBeUndefined();
      expect(await subject.balancers.list('test')).toEqual([]);
      await subject.balancers.remove('test', 'web');
    });

    test('one that is made has an address that stays, whatever it sends to', async () => {
      const { address } = await put([]);
      expect(await put([server('web-1', 1, ALL)])).toEqual({ address });
      expect(await subject.balancers.addressOf('test', 'web')).toBe(address);
      expect(await subject.balancers.list('test')).toEqual(['web']);
    });

    test('machines that are well are up, and those with a weight answer', async () => {
      const { address } = await put([server('web-1', 1, ALL), server('web-2', 1, ALL), server('web-3', 2, 0)]);
      await soon(async () => expect(await up()).toEqual({ 'web-1': true, 'web-2': true, 'web-3': true }));
      await soon(async () => expect(await answers(address, 30)).toEqual(new Set(['web-1', 'web-2'])));
    });

    test('the weights of builds are kept, and may go over from one to the other', async () => {
      const { address } = await put([server('web-1', 1, ALL), server('web-2', 1, ALL), server('web-3', 2, ALL)]);
      await soon(async () => expect(await answers(address, 30)).toEqual(new Set(['web-1', 'web-2', 'web-3'])));
      await put([server('web-1', 1, 0), server('web-2', 1, 0), server('web-3', 2, ALL)]);
      await soon(async () => expect(await answers(address, 20)).toEqual(new Set(['web-3'])));
      expect(await up()).toEqual({ 'web-1': true, 'web-2': true, 'web-3': true });
    });

    test('a build with a small weight gets a small share', async () => {
      const { address } = await put([server('web-1', 1, ALL), server('web-3', 2, ALL / 8)]);
      await soon(async () => expect(await answers(address, 40)).toEqual(new Set(['web-1', 'web-3'])));
      const all = await Promise.all(Array.from({ length: 200 }, () => subject.ask(address)));
      const share = all.filter((id) => id === 'web-3').length / all.length;
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1 / 3);
    });

    test('one that is ill is down and gets nothing; well again, it is up', async () => {
      const { address } = await put([server('web-1', 1, ALL), server('web-2', 1, ALL)]);
      await machines.get('web-2')?.setWell(false);
      await soon(async () => expect(await up()).toMatchObject({ 'web-1': true, 'web-2': false }));
      await soon(async () => expect(await answers(address, 20)).toEqual(new Set(['web-1'])));
      await machines.get('web-2')?.setWell(true);
      await soon(async () => expect(await up()).toMatchObject({ 'web-2': true }));
      await soon(async () => expect(await answers(address, 20)).toEqual(new Set(['web-1', 'web-2'])));
    });

    test('a machine that is left out is none of its any more', async () => {
      const { address } = await put([server('web-1', 1, ALL)]);
      await soon(async () => expect(Object.keys(await up())).toEqual(['web-1']));
      await soon(async () => expect(await answers(address, 10)).toEqual(new Set(['web-1'])));
    });

    test('each role of each environment has its own', async () => {
      await put([server('web-2', 1, ALL)], { role: 'api' });
      expect(await subject.balancers.list('test')).toEqual(['api', 'web']);
      expect(await subject.balancers.list('staging')).toEqual([]);
      await subject.balancers.remove('test', 'api');
      expect(await subject.balancers.list('test')).toEqual(['web']);
      expect(await up()).toEqual({ 'web-1': true });
    });

    test('one that is removed is gone, twice too', async () => {
      for (let times = 0; times < 2; times++) await subject.balancers.remove('test', 'web');
      expect(await subject.balancers.addressOf('test', 'web')).toBeUndefined();
      expect(await subject.balancers.list('test')).toEqual([]);
    });
  });
}
