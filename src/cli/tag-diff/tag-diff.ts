import { contractOf } from '../../bake/image-contract.ts';
import type { BakeInput } from '../../bake/plan.ts';
import type { Endpoint, Flag, Log } from '../../catalog/model.ts';
import type { TagRecord, TagStanding } from '../../ledger/ledger-view.ts';
import type { LayerDifference } from '../../snapshots/differences.ts';
import { byName, type Changed, changedIn } from './changed.ts';

/** What is known of one of the two tags. */
export interface Side {
  readonly record: TagRecord;
  readonly packages: ReadonlyMap<string, string>;
  /** What its bake was begun with, if the journal has it. */
  readonly input: BakeInput | undefined;
  /** Bytes of its archive on this host. */
  readonly bytes: number | undefined;
}

/** How two tags differ. What could not be compared is said in `unknown`. */
export interface TagDiff {
  readonly first: TagRecord;
  readonly second: TagRecord;
  /** Tags that they were made from, by component. */
  readonly parents: readonly Changed[];
  /** How they were baked: tool, converger, the parts of the bake key. */
  readonly bake: readonly Changed[];
  readonly flags: readonly Changed<Flag>[];
  readonly logs: readonly Changed<Log>[];
  readonly serves: readonly Changed<Endpoint>[];
  readonly checks: readonly Changed[];
  readonly packages: readonly Changed[];
  /** What providers call them, by provider and region. */
  readonly references: readonly Changed[];
  readonly facts: readonly Changed<unknown>[];
  readonly size: { readonly before?: number; readonly now?: number };
  /** As unified diffs. */
  readonly catalog: string;
  readonly generated: string;
  readonly files: readonly LayerDifference[];
  readonly unknown: readonly string[];
}

/** What differs between two images for the release that has one after the other. */
export type ImageDiff = Pick<TagDiff, 'parents' | 'flags' | 'logs' | 'serves' | 'packages'>;

/** All that differs and needs no more than both sides. Pure. */
export function plainDiff(before: Side, now: Side): Omit<TagDiff, 'catalog' | 'generated' | 'files' | 'unknown'> {
  const [first, second] = [before.record, now.record];
  const [was, is] = [contractOf(first.entry.details), contractOf(second.entry.details)];
  return {
    ...{ first, second },
    parents: changedIn(parents(first), parents(second)),
    bake: changedIn(bakeFacts(first), bakeFacts(second)),
    flags: changedIn(byName(was.flags), byName(is.flags)),
    logs: changedIn(byName(was.logs), byName(is.logs)),
    serves: changedIn(byName(was.serves), byName(is.serves)),
    checks: changedIn(checks(before), checks(now)),
    packages: changedIn(before.packages, now.packages),
    references: changedIn(references(first), references(second)),
    facts: changedIn(facts(first.standing), facts(second.standing)),
    size: {
      ...(before.bytes === undefined ? {} : { before: before.bytes }),
      ...(now.bytes === undefined ? {} : { now: now.bytes }),
    },
  };
}

const parents = ({ entry }: TagRecord): Map<string, string> =>
  new Map(entry.parents.map(({ tag }) => [tag.slice(0, tag.lastIndexOf('@')), tag.slice(tag.lastIndexOf('@'))]));

/** What the key is made of, without what is told better elsewhere. */
function bakeFacts({ entry: { bake, source, details } }: TagRecord): Map<string, string> {
  const { version } = details;
  const all: [string, string | undefined][] = [
    ['version', typeof version === 'string' ? version : undefined],
    ['target', bake?.target],
    ['tool', bake?.tool && `${bake.tool.name} ${bake.tool.version}`],
    ['rolebake', bake?.rolebake],
    ['commit', source && `${source.commit.slice(0, 12)}${source.dirty ? ' and changes' : ''}`],
    ...Object.entries(bake?.parts ?? {}).map(([name, digest]): [string, string] => [name, digest.slice(0, 19)]),
  ];
  return new Map(
    all.flatMap(([name, value]) => (value === undefined || /^(os|app)\//.test(name) ? [] : [[name, value]])),
  );
}

const checks = ({ input }: Side): Map<string, string> =>
  new Map((input?.checks ?? []).map(({ source, expects }) => [`${source} ${JSON.stringify(expects)}`, 'expected']));

const references = ({ entry }: TagRecord): Map<string, string> =>
  new Map(
    Object.entries(entry.references ?? {}).flatMap(([provider, regions]) =>
      Object.entries(regions).map(([region, id]) => [`${provider} ${region}`, id] as const),
    ),
  );

function facts({ revoked, deprecated, channels, notes, builtOnRevoked }: TagStanding): Map<string, unknown> {
  return new Map<string, unknown>([
    ...(revoked ? [['revoked', revoked.text] as const] : []),
    ...(deprecated ? [['deprecated', deprecated.text] as const] : []),
    ...builtOnRevoked.map((tag) => [`built on revoked ${tag}`, true] as const),
    ...channels.map((channel) => [channel, true] as const),
    ...notes.map(({ text }) => [`note: ${text}`, true] as const),
  ]);
}
