import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Most tests wait for machines: two at a time keep two cores busy.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    globalSetup: 'test/global-setup.ts',
    // These only end what hangs: a host may be busy with much else.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
