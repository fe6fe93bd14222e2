import { relative } from 'node:path';
import { diffCommits } from '../../config-repo/diff-commits.ts';
import { repoAround } from '../../config-repo/repo-around.ts';
import { splitTag } from '../../ledger/tag.ts';
import { unifiedDiff } from '../diff.ts';
import { configRepos } from '../ledger-past.ts';
import type { Session } from '../session.ts';
import type { Side } from './tag-diff.ts';

/** A unified diff, or why there is none. */
export type Code = { readonly diff: string } | { readonly unknown: string };

/** The lines of the catalog: of the commits that both were baked at. */
export async function catalogDiff(session: Session, before: Side, now: Side): Promise<Code> {
  const sides = [before, now].map(({ record }) => ({ tag: record.tag, source: record.entry.source }));
  const without = sides.find(({ source }) => source === undefined);
  if (without !== undefined) return { unknown: `catalog: the commit that ${without.tag} was baked at is not known` };
  const [was = '', is = ''] = sides.map(({ source }) => source?.commit ?? '');
  const { catalog } = session.settings;
  const repo = repoAround(catalog);
  const folder = repo === undefined ? '' : relative(repo.top, catalog) || '.';
  const diff = repo && (await diffCommits({ run: session.effects.run, gitDir: repo.gitDir }, [was, is], [folder]));
  if (diff === undefined) return { unknown: `catalog: the repository around it has not both commits` };
  const dirty = sides.find(({ source }) => source?.dirty);
  if (dirty === undefined) return { diff };
  return diff === '' ? { unknown: `catalog: ${dirty.tag} was baked from changes that no commit holds` } : { diff };
}

/** The lines of the generated code: of the trees that the journal keeps, or of both git tags in the config repo. */
export async function generatedDiff(session: Session, before: Side, now: Side): Promise<Code> {
  if (before.input && now.input) return { diff: await treeDiff(before.input.tree, now.input.tree) };
  const names = [before, now].map(({ record: { tag } }) => {
    const { stream, name, number } = splitTag(tag);
    return `refs/tags/${stream}/${name}/${number}`;
  });
  const folders = [...new Set([before, now].flatMap(({ record }) => record.entry.bake?.target ?? []))];
  for (const { gitDir } of configRepos(session)) {
    const [was = '', is = ''] = names;
    const diff = await diffCommits({ run: session.effects.run, gitDir }, [was, is], folders);
    if (diff !== undefined) return { diff };
  }
  return { unknown: 'generated code: neither the journal of this host nor the config repo has that of both' };
}

type Tree = Readonly<Record<string, string>>;

async function treeDiff(before: Tree, now: Tree): Promise<string> {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  let text = '';
  for (const path of paths) {
    const [was, is] = [before[path], now[path]];
    if (was === is) continue;
    text += await unifiedDiff({
      path,
      kind: 'update',
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
    });
  }
  return text;
}
