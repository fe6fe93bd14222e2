import { expect, test } from 'vitest';
import { hostAptSources } from '../../src/host/apt-sources.ts';
import { realEffects } from '../../src/host/effects.ts';

test('the sources of the base tree come from the host, for the suite that is asked', async () => {
  const entries = await hostAptSources('trixie', realEffects);
  expect(entries.length).toBeGreaterThan(0);
  expect(new Set(entries).size).toBe(entries.length);
  for (const entry of entries) expect(entry).toMatch(/^deb \S+:\S+ trixie(-updates|-security)? main$/);
});
