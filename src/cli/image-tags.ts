import { existsSync } from 'node:fs';
import { codeParts } from '../bake/bake-key.ts';
import type { BakeInput } from '../bake/plan.ts';
import { isCode } from '../bake/reasons.ts';
import type { Catalog } from '../catalog/model.ts';
import { roleCode } from '../compile/role-code.ts';
import type { ImageTag } from '../config-repo/image-tags.ts';
import type { TagEntry } from '../ledger/entry.ts';
import type { LedgerView, TagRecord } from '../ledger/ledger-view.ts';
import { gitImageTag } from '../naming/names.ts';
import { Refusal } from '../problem/problem.ts';
import { profileOfPath, roleOfPath } from './generated-path.ts';
import type { Session } from './session.ts';

type Code = ReadonlyMap<string, string>;

/** Images that have no git tag yet and whose code is known: to the journal of this host, or because it is that of now. */
export async function untaggedImages(
  session: Session,
  catalog: Catalog,
  view: LedgerView,
  tagged: ReadonlySet<string>,
): Promise<ImageTag[]> {
  const records = view.tags().filter(({ tag, entry }) => entry.bake !== undefined && !tagged.has(gitImageTag(tag)));
  if (records.length === 0) return [];
  const heads = new Set(view.heads().map(({ tag }) => tag));
  const ofJob = await codeOfJobs(session, records);
  return records.flatMap(({ tag, entry }): ImageTag[] => {
    const code = ofJob.get(entry.job) ?? (heads.has(tag) ? codeOfNow(catalog, entry) : undefined);
    return code === undefined ? [] : [{ name: gitImageTag(tag), message: messageOf(tag, entry), code, isOwn }];
  });
}

const isOwn = (path: string): boolean => roleOfPath(path) !== undefined || profileOfPath(path) !== undefined;

/** The code that the jobs of this host have baked, by job, as far as the journal knows it. */
async function codeOfJobs(session: Session, records: readonly TagRecord[]): Promise<ReadonlyMap<string, Code>> {
  if (!existsSync(session.journalFile)) return new Map();
  try {
    using journal = await session.journal();
    const codes = records.flatMap(({ entry }): [string, Code][] => {
      const tree = (journal.input(entry.job) as Partial<BakeInput> | undefined)?.tree;
      return tree === undefined ? [] : [[entry.job, inRepo(Object.entries(tree), entry)]];
    });
    return new Map(codes);
  } catch (error) {
    if (error instanceof Refusal) return new Map(); // Whoever may not read the journal publishes without it.
    throw error;
  }
}

/** What the catalog gives now, if the image was baked from exactly that. */
function codeOfNow(catalog: Catalog, entry: TagEntry): Code | undefined {
  const role = catalog.roles.find(({ name }) => name === entry.name);
  const bake = entry.bake;
  if (role === undefined || bake === undefined) return undefined;
  const code = roleCode(catalog, role, bake.target);
  const parts = codeParts(code);
  const names = new Set([...Object.keys(bake.parts).filter(isCode), ...Object.keys(parts)]);
  return [...names].every((name) => bake.parts[name] === parts[name])
    ? inRepo([...code.values()].flat(), entry)
    : undefined;
}

const inRepo = (files: Iterable<readonly [string, string]>, entry: TagEntry): Code =>
  new Map([...files].map(([path, text]) => [`${entry.bake?.target}/${path}`, text]));

function messageOf(tag: string, { digest, parents, bake, job }: TagEntry): string {
  const on = parents.map((parent) => parent.tag).join(' + ');
  return `${tag}\n\nThe code of the image ${digest},\nbaked with ${bake?.target} on ${on} by the job ${job}.\n`;
}
