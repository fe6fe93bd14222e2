import { compareVersions } from './debian-version.ts';

/** The first line of an entry (deb-changelog(5)): `openssl (3.0.19-1~deb12u2) bookworm-security; urgency=medium`. */
const ENTRY = /^[a-z0-9][a-z0-9.+-]* \(([^()\s]+)\)[^;]*;/gm;

/** Debian's advisories, and the vulnerabilities that they are about. */
const ADVISORY = /\b(?:CVE-[0-9]{4}-[0-9]{4,}|D[SL]A-[0-9]+(?:-[0-9]+)?)\b/g;

/** The advisories that the entries of a package's changelog name which are newer than one version and no newer than another; sorted. */
export function advisoriesBetween(changelog: string, before: string, now: string): string[] {
  const starts = [...changelog.matchAll(ENTRY)];
  const named = starts.flatMap(({ index, 1: version = '' }, at) => {
    const isBetween = compareVersions(version, before) > 0 && compareVersions(version, now) <= 0;
    return isBetween ? (changelog.slice(index, starts[at + 1]?.index).match(ADVISORY) ?? []) : [];
  });
  return [...new Set(named)].sort(byNumbers);
}

const byNumbers = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });
