import { dirname } from 'node:path/posix';
import type { Resource } from '../model.ts';
import type { Complaints } from '../source/complaints.ts';
import { type Text, written } from '../templates/text.ts';
import type { CoreResource } from './core-resource.ts';

/**
 * Resources in the order in which they apply: what one uses comes before it, then what its author says by `after` and
 * `notifies`; what is free keeps to the order packages, accounts, folders, files, commands, services, then the author's.
 */
export function inOrder(resources: readonly Resource[], complaints: Complaints): Resource[] {
  const before = edges(resources);
  const open = new Set(resources.map(({ index }) => index));
  const ranked = [...resources].sort((a, b) => rankOf(a) - rankOf(b) || a.index - b.index);
  const ordered: Resource[] = [];
  while (open.size > 0) {
    const next = ranked.find(
      ({ index }) => open.has(index) && ![...(before[index] ?? [])].some((one) => open.has(one)),
    );
    if (!next) break;
    open.delete(next.index);
    ordered.push(next);
  }
  if (open.size > 0) complainOfCycle(resources, before, open, complaints);
  return ordered;
}

/** For each resource the places of those that must come before it. */
function edges(resources: readonly Resource[]): Set<number>[] {
  const providers = new Map<string, number>();
  for (const { parts, index } of resources)
    for (const part of parts) for (const name of providedBy(part)) if (!providers.has(name)) providers.set(name, index);
  const before = resources.map(({ parts, index, after }) => {
    const wanted = parts.flatMap(wantedBy).flatMap((name) => providers.get(name) ?? []);
    return new Set([...wanted, ...after].filter((one) => one !== index));
  });
  for (const { index, notifies } of resources) for (const target of notifies) before[target]?.add(index);
  return before;
}

function providedBy(part: CoreResource): string[] {
  switch (part.type) {
    case 'group':
      return [`group ${written(part.name)}`];
    case 'user':
      return [`user ${written(part.name)}`];
    case 'directory':
      return [`path ${written(part.path)}`];
    default:
      return [];
  }
}

function wantedBy(part: CoreResource): string[] {
  switch (part.type) {
    case 'user':
      return [part.group, ...part.groups].map((name) => `group ${written(name)}`);
    case 'file':
    case 'directory':
      return [...foldersOf(part.path), `user ${written(part.owner)}`, `group ${written(part.group)}`];
    case 'link':
      return foldersOf(part.path);
    case 'exec':
      return part.user ? [`user ${written(part.user)}`] : [];
    default:
      return [];
  }
}

/** Every folder above a path. */
function foldersOf(path: Text): string[] {
  const folders: string[] = [];
  for (let one = dirname(written(path)); one.length > 1; one = dirname(one)) folders.push(`path ${one}`);
  return folders;
}

const RANKS: Readonly<Record<CoreResource['type'], number>> = {
  package: 1,
  group: 2,
  user: 3,
  directory: 4,
  file: 5,
  link: 6,
  exec: 7,
  service: 8,
};

/** An archive of packages comes before packages; else the last thing that a resource does says where it belongs. */
function rankOf({ kind, parts }: Resource): number {
  if (kind === 'apt_repository') return 0;
  if (kind === 'drop_in' || kind === 'logrotate') return RANKS.file;
  return Math.max(0, ...parts.map(({ type }) => RANKS[type]));
}

function complainOfCycle(
  resources: readonly Resource[],
  before: readonly Set<number>[],
  open: ReadonlySet<number>,
  complaints: Complaints,
): void {
  const path: number[] = [];
  let at = Math.min(...open);
  while (!path.includes(at)) {
    path.push(at);
    at = [...(before[at] ?? [])].find((one) => open.has(one)) ?? at;
  }
  const circle = [...path.slice(path.indexOf(at)), at].reverse();
  const names = circle.map((index) => {
    const resource = resources[index];
    return resource ? `${resource.kind} ${written(resource.title)}` : '';
  });
  const message = `these resources wait for each other: ${names.join(' -> ')}`;
  complaints.add('cycle', message, ['resources', Math.min(...circle)], 'take one after: or notifies: out');
}
