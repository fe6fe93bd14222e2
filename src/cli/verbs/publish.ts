import { join } from 'node:path';
import { Refusal } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const publishVerb: Verb = {
  name: 'publish',
  summary: 'commit the generated roles and the ledger to the config repo, and push',
  options: [
    { flags: '--branch <name>', description: 'branch to commit to', default: 'main' },
    {
      flags: '--author <name-and-address>',
      description: 'as "Ann Lee <ann@example.org>"; default: what git is set to',
    },
  ],
  examples: ['rolebake publish', 'rolebake publish --branch staging'],
  run,
};

async function run(session: Session, _args: readonly string[], options: Options): Promise<Answer> {
  const { publish } = await import('../../config-repo/publish.ts');
  const { settleLeftovers } = await import('../leftovers.ts');
  const { publication } = await import('../publication.ts');
  await settleLeftovers(session);
  const repo = configRepo(session);
  const branch = textOption(options, 'branch') ?? 'main';
  const author = authorOf(textOption(options, 'author'));
  const files = await publication(session);
  const result = await publish(
    {
      repo,
      branch,
      ...files,
      ...(author ? { author } : {}),
      createIfMissing: true,
      workDir: join(session.settings.state, 'config-repo'),
    },
    session.effects,
  );
  const where = `${session.shown(repo)} (${branch})`;
  const text = result.unchanged
    ? `nothing new for ${where}`
    : `commit ${result.commit.slice(0, 12)} in ${where}: ${result.changed.length} files changed`;
  return { data: { repo, branch, ...result }, text };
}

function configRepo(session: Session): string {
  const { configRepo: repo } = session.settings;
  if (repo !== undefined) return repo;
  throw new Refusal({
    code: 'missing-key',
    message: 'rolebake.yaml names no config repo',
    hint: 'config_repo: ../config.git',
  });
}

function authorOf(text: string | undefined): { name: string; email: string } | undefined {
  if (text === undefined) return undefined;
  const match = /^([^<>]+) <([^<>@\s]+@[^<>\s]+)>$/.exec(text);
  if (match) return { name: match[1] ?? '', email: match[2] ?? '' };
  throw new Refusal({
    code: 'usage',
    message: `${JSON.stringify(text)} is not an author`,
    hint: '--author "Ann Lee <ann@example.org>"',
  });
}
