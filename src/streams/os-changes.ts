import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { advisoriesBetween } from '../packages/changelog.ts';
import type { OsTree } from './os.ts';
import { versionsOf } from './packages.ts';

/** A package that an operating system has otherwise than the one before. */
export interface PackageChange {
  readonly name: string;
  /** Absent: it is new. */
  readonly before?: string;
  /** Absent: it is gone. */
  readonly now?: string;
  /** What its changelog says was mended between the two versions; absent: it has no changelog. */
  readonly advisories?: readonly string[];
}

/** What differs between the packages of the tag before, by name, and those of a tree; by name. */
export function packageChanges(before: ReadonlyMap<string, string>, tree: OsTree): PackageChange[] {
  const now = versionsOf(tree.packages);
  const names = [...new Set([...before.keys(), ...now.keys()])].sort();
  return names.flatMap((name): PackageChange[] => {
    const [was, is] = [before.get(name), now.get(name)];
    if (was === is) return [];
    if (was === undefined || is === undefined)
      return [{ name, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { now: is }) }];
    const changelog = changelogOf(name, tree);
    const advisories = changelog === undefined ? {} : { advisories: advisoriesBetween(changelog, was, is) };
    return [{ name, before: was, now: is, ...advisories }];
  });
}

/** Debian's own changelog; that of a package that is made for Debian has the name of any other's upstream one. */
function changelogOf(name: string, { dir, changelogs, packages }: OsTree): string | undefined {
  const folder = join(changelogs, documentsOf(name, dir));
  const { architecture } = packages.find((one) => one.name === name) ?? {};
  const found = ['changelog.Debian.gz', `changelog.Debian.${architecture}.gz`, 'changelog.gz']
    .map((file) => join(folder, file))
    .find((file) => existsSync(file));
  return found === undefined ? undefined : gunzipSync(readFileSync(found)).toString('utf8');
}

/** Packages of one source may share a folder, by a link. */
function documentsOf(name: string, dir: string): string {
  const folder = join(dir, 'usr/share/doc', name);
  const isLink = lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink ? basename(readlinkSync(folder)) : name;
}
