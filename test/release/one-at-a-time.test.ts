import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openJournal } from '../../src/engine/journal.ts';
import { realEffects } from '../../src/host/effects.ts';
import { upSubject } from '../../src/release/up/up-job.ts';

test('one job at a time works on an environment; those of one name that two providers have are two', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-one-'));
  try {
    using journal = openJournal(join(folder, 'journal.sqlite'), realEffects);
    const begin = (provider?: 'local' | 'ec2') =>
      journal.begin('up', {}, upSubject({ environment: 'test', ...(provider === undefined ? {} : { provider }) }));
    const begun = begin('local');
    expect(begun).toHaveProperty('job');
    expect(begin()).toMatchObject({ id: 'job' in begun ? begun.job : '' });
    const other = begin('ec2');
    expect(other).toHaveProperty('job');
    expect(begin('ec2')).toMatchObject({ id: 'job' in other ? other.job : '' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
