import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advisoriesBetween } from '../../src/packages/changelog.ts';
import { compareVersions } from '../../src/packages/debian-version.ts';

const dpkgSays = (one: string, sign: string, other: string): boolean =>
  spawnSync('dpkg', ['--compare-versions', one, sign, other]).status === 0;

const VERSION = fc
  .tuple(fc.option(fc.nat(3)), fc.stringMatching(/^[0-9][0-9a-c.+~-]{0,6}$/), fc.stringMatching(/^(-[0-9a~+.]{1,4})?$/))
  .map(([epoch, upstream, revision]) => `${epoch === null ? '' : `${epoch}:`}${upstream}${revision}`)
  .filter((text) => !text.endsWith('-'));

test('versions are compared as dpkg compares them', () => {
  fc.assert(
    fc.property(VERSION, VERSION, (one, other) => {
      const order = compareVersions(one, other);
      expect(dpkgSays(one, order < 0 ? 'lt' : order > 0 ? 'gt' : 'eq', other), `${one} ${order} ${other}`).toBe(true);
    }),
    { numRuns: 300 },
  );
});

const CHANGELOG = `shop (2.1-3) bookworm-security; urgency=high

  * DSA-5001-1: two holes (CVE-2026-0002, CVE-2026-10001).
  * shop (not an entry); Closes: #1

 -- Ann <ann@example.org>  Mon, 27 Apr 2026 22:14:33 +0200

shop (2.1-2) bookworm; urgency=medium

  * CVE-2026-0002 again, and CVE-2026-0001.

 -- Ann <ann@example.org>  Mon, 20 Apr 2026 22:14:33 +0200

shop (2.1-1) bookworm; urgency=medium

  * CVE-2025-9999.

 -- Ann <ann@example.org>  Mon, 13 Apr 2026 22:14:33 +0200
`;

test('advisories of the entries after one version, up to another, once each and in order', () => {
  const between = (before: string, now: string) => advisoriesBetween(CHANGELOG, before, now);
  expect(between('2.1-1', '2.1-3')).toEqual(['CVE-2026-0001', 'CVE-2026-0002', 'CVE-2026-10001', 'DSA-5001-1']);
  expect(between('2.1-1', '2.1-2')).toEqual(['CVE-2026-0001', 'CVE-2026-0002']);
  expect(between('2.1-1+b1', '2.1-2')).toEqual(['CVE-2026-0001', 'CVE-2026-0002']);
  expect(between('2.1-3', '2.1-3')).toEqual([]);
  expect(advisoriesBetween('', '1', '2')).toEqual([]);
});

test("a real one: this host's libc", () => {
  const argv = ['/usr/share/doc/libc6/changelog.Debian.gz'];
  const text = execFileSync('zcat', argv, { encoding: 'utf8', maxBuffer: 1 << 28 });
  expect(advisoriesBetween(text, '2.36-9+deb12u7', '2.36-9+deb12u10').length).toBeGreaterThan(0);
});
