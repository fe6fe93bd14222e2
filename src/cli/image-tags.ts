import { existsSync } from 'node:fs';
import { codeParts } from '../bake/bake-key.ts';
import type { BakeInput } from '../bake/plan.ts';
import { isCode } from '../bake/reasons.ts';
import type { Catalog } from '../catalog/model.ts';
import { roleCode } from '../compile/role-code.ts';
import type { ImageTag } from '../config-repo/image-tags.ts';
import type { TagEntry } from '../ledger/entry.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import { componentOf } from '../ledger/tag.ts';
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
  const codes = await codesOfJobs(session);
  const baked = new Set([...codes.values()].map(({ role }) => `role/${role}`));
  const records = view.components().flatMap((one) => (baked.has(one) ? view.tagsOf(one) : (view.headOf(one) ?? [])));
  const untagged = records.filter(({ tag, entry }) => entry.bake !== undefined && !tagged.has(gitImageTag(tag)));
  return untagged.flatMap(({ tag, entry }): ImageTag[] => {
    const tree = codes.get(entry.job)?.tree;
    const isHead = view.headOf(componentOf(tag))?.tag === tag;
    const code = tree ? inRepo(Object.entries(tree), entry) : isHead ? codeOfNow(catalog, entry) : undefined;
    return code === undefined ? [] : [{ name: gitImageTag(tag), message: messageOf(tag, entry), code, isOwn }];
  });
}

const isOwn = (path: string): boolean => roleOfPath(path) !== undefined || profileOfPath(path) !== undefined;

/** The code that the jobs of this host have baked, by job, as far as the journal knows it. */
async function codesOfJobs(session: Session): Promise<ReadonlyMap<string, Pick<BakeInput, 'role' | 'tree'>>> {
  if (!existsSync(session.journalFile)) return new Map();
  try {
    using journal = await session.journal();
    const inputs = journal.jobs().map(({ id }) => [id, journal.input(id) as Partial<BakeInput>] as const);
    return new Map(inputs.flatMap(([id, { role, tree }]) => (role && tree ? [[id, { role, tree }]] : [])));
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
