import { compile } from '../compile/compile.ts';
import { changes as unwritten } from '../compile/output.ts';
import { commitMessage } from '../config-repo/commit-message.ts';
import type { FileChange } from '../config-repo/plan.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { Refusal } from '../problem/problem.ts';
import type { Session } from './session.ts';

/** What goes to the config repo: the generated roles, the ledger, and a message for operators. */
export async function publication(session: Session) {
  const generated = compile(session.catalog());
  refuseOutdated(session, unwritten(session.settings.generated, generated).length);
  const ledger = await session.ledger();
  const [ledgerFiles, heads] = [await ledger.files(), await ledger.heads()];
  const files = new Map<string, string | Buffer>(generated);
  for (const [path, bytes] of ledgerFiles) files.set(`ledger/${path}`, bytes);
  return {
    files,
    message: (changes: readonly FileChange[]) => message(changes, heads),
    appendOnly: (path: string) => path.startsWith('ledger/') && path !== 'ledger/HEADS',
  };
}

function refuseOutdated(session: Session, count: number): void {
  if (count === 0) return;
  const where = session.shown(session.settings.generated);
  throw new Refusal({
    code: 'not-compiled',
    message: `${count} files in ${where} are not what the catalog gives`,
    hint: 'rolebake compile',
  });
}

function message(changes: readonly FileChange[], heads: readonly TagRecord[]): string {
  const changed = changes.filter(({ path }) => !path.startsWith('ledger/'));
  const roles = Map.groupBy(
    changed.filter(({ path }) => roleOf(path) !== undefined),
    ({ path }) => roleOf(path) ?? '',
  );
  const profiles = new Set(changed.map(({ path }) => profileOf(path)).filter((name) => name !== undefined));
  return commitMessage({
    tags: heads
      .filter(({ entry }) => changes.some(({ path }) => path === `ledger/${entry.stream}/${entry.name}.jsonl`))
      .map(tagLine),
    roles: [...roles].map(([role, all]) => ({ role, changes: all.map(({ path, how }) => `${how} ${path}`) })),
    other: [...profiles].map((name) => `profile ${name} compiled anew`),
  });
}

const tagLine = ({ tag, entry }: TagRecord): { tag: string; about: string } => ({
  tag,
  about: entry.bake
    ? `baked with ${entry.bake.target} in ${entry.bake.seconds} s, on ${entry.parents.map((parent) => parent.tag).join(' + ')}`
    : `recorded ${entry.digest.slice(0, 19)}`,
});

/** The role that a generated file is about. */
const roleOf = (path: string): string | undefined =>
  /^(?:puppet\/data\/role|puppet\/site-modules\/role\/manifests|chef\/policyfiles|chef\/roles)\/([a-z0-9_]+)\.\w+$/.exec(
    path,
  )?.[1] ?? /^chef\/cookbooks\/role_([a-z0-9_]+)\//.exec(path)?.[1];

const profileOf = (path: string): string | undefined =>
  /^puppet\/site-modules\/profile\/(?:manifests|templates|files)\/([a-z0-9_]+)/.exec(path)?.[1] ??
  /^chef\/cookbooks\/profile_([a-z0-9_]+)\//.exec(path)?.[1];
