import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostRecords, Zones } from '../../../src/release/front/zones.ts';

/** A provider of DNS; `await using` it. */
export interface ZonesSubject extends AsyncDisposable {
  readonly zones: Zones;
}

const ZONE = 'test.shop.example';
const OTHER = 'staging.shop.example';

const named = (hosts: Record<string, string[]>): HostRecords => new Map(Object.entries(hosts));
const share = (label: string) => [{ label, weight: 256 }];

/** What every provider of DNS does. */
export function zonesConformance(name: string, open: () => Promise<ZonesSubject>): void {
  let subject: ZonesSubject;

  beforeAll(async () => {
    subject = await open();
  }, 300_000);

  afterAll(() => subject?.[Symbol.asyncDispose](), 120_000);

  describe(`zones: ${name}`, { timeout: 60_000 }, () => {
    test('a zone that is not there has no names and no address, and may be removed', async () => {
      expect(await subject.zones.get('test', ZONE)).toBeUndefined();
      await subject.zones.remove('test');
    });

    test('one that is made is empty, and has an address that stays', async () => {
      const made = await subject.zones.ensure('test', ZONE);
      expect(await subject.zones.ensure('test', ZONE)).toEqual(made);
      expect(await subject.zones.addressOf('test', ZONE)).toBe(made.address);
      expect(await subject.zones.get('test', ZONE)).toEqual(new Map());
    });

    test('it holds exactly the names that it was told last', async () => {
      const [web, first] = [`web.${ZONE}`, `web-1.${ZONE}`];
      const before = named({ [first]: ['10.0.0.1', '10.0.0.2'], [web]: ['10.0.0.9'] });
      await subject.zones.put('test', ZONE, before, new Map([[web, share('web-1')]]));
      expect(await subject.zones.get('test', ZONE)).toEqual(before);
      const after = named({ [`web-2.${ZONE}`]: ['10.0.0.3'], [web]: ['10.0.0.9'] });
      await subject.zones.put('test', ZONE, after, new Map([[web, [...share('web-1'), ...share('web-2')]]]));
      expect(await subject.zones.get('test', ZONE)).toEqual(after);
      await subject.zones.put('test', ZONE, after, new Map([[web, share('web-2')]]));
      expect(await subject.zones.get('test', ZONE)).toEqual(after);
    });

    test('each environment has its own', async () => {
      const theirs = named({ [`web-1.${OTHER}`]: ['10.0.0.4'] });
      await subject.zones.put('staging', OTHER, theirs, new Map());
      await subject.zones.put('test', ZONE, new Map(), new Map());
      expect(await subject.zones.get('test', ZONE)).toEqual(new Map());
      expect(await subject.zones.get('staging', OTHER)).toEqual(theirs);
    });

    test('one that is removed is gone, twice too; others stay', async () => {
      for (let times = 0; times < 2; times++) await subject.zones.remove('test');
      expect(await subject.zones.get('test', ZONE)).toBeUndefined();
      expect(await subject.zones.get('staging', OTHER)).not.toBeUndefined();
      await subject.zones.remove('staging');
    });
  });
}
