import { commitMessage } from '../config-repo/commit-message.ts';
import type { FileChange } from '../config-repo/plan.ts';
import type { EntryReading, LaterEntry, TagEntry } from '../ledger/entry.ts';
import { tagOfEntry } from '../ledger/entry.ts';
import { profileOfPath, roleOfPath } from './generated-path.ts';

/** The message of a commit: new tags and facts, then what changed for each role. */
export function publishMessage(changes: readonly FileChange[], entries: readonly EntryReading[]): string {
  const changed = changes.filter(({ path }) => !path.startsWith('ledger/'));
  const roles = Map.groupBy(
    changed.filter(({ path }) => roleOfPath(path) !== undefined),
    ({ path }) => roleOfPath(path) ?? '',
  );
  const profiles = new Set(changed.map(({ path }) => profileOfPath(path)).filter((name) => name !== undefined));
  const environments = new Set(changed.flatMap(({ path }) => /^environments\/([^/]+)\//.exec(path)?.[1] ?? []));
  return commitMessage({
    tags: entries.flatMap((reading) => (reading.state === 'tag' ? [tagLine(reading.entry)] : [])),
    facts: entries.flatMap((reading) => (reading.state === 'later' ? [factLine(reading.entry)] : [])),
    roles: [...roles].map(([role, all]) => ({ role, changes: all.map(({ path, how }) => `${how} ${path}`) })),
    other: [
      ...[...profiles].map((name) => `profile ${name} compiled anew`),
      ...[...environments].map((name) => `environment ${name} as it runs now`),
    ],
  });
}

const tagLine = (entry: TagEntry): { tag: string; about: string } => ({
  tag: tagOfEntry(entry),
  about: entry.bake
    ? `baked with ${entry.bake.target} in ${entry.bake.seconds} s, on ${entry.parents.map((parent) => parent.tag).join(' + ')}`
    : `recorded ${entry.digest.slice(0, 19)}`,
});

function factLine(entry: LaterEntry): string {
  const tag = tagOfEntry(entry);
  switch (entry.kind) {
    case 'revoked':
    case 'deprecated':
      return `${tag} ${entry.kind}: ${entry.why}`;
    case 'promoted':
      return `${tag} promoted to ${entry.channel}`;
    case 'demoted':
      return `${tag} demoted from ${entry.channel}`;
    case 'note':
      return `${tag}: ${entry.text}`;
  }
}
