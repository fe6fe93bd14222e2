import { join } from 'node:path';
import { Refusal } from '../problem/problem.ts';
import type { Session } from './session.ts';
import { type OptionDeclaration, type Options, textOption } from './verb.ts';

/** The option that names a branch of the config repo. */
export const BRANCH: OptionDeclaration = {
  flags: '--branch <name>',
  description: 'branch of the config repo',
  default: 'main',
};

/** The branch of the config repo that a verb is about, and the folder of rolebake's own clone. */
export async function configPlace(session: Session, options: Options) {
  const { configRepo: repo, state } = session.settings;
  if (repo === undefined) {
    const message = 'rolebake.yaml names no config repo';
    throw new Refusal({ code: 'missing-key', message, hint: 'config_repo: ../config.git' });
  }
  const branch = textOption(options, 'branch') ?? 'main';
  const { shown } = await import('../config-repo/git.ts');
  const where = `${repo.startsWith('/') ? session.shown(repo) : shown(repo)} (${branch})`;
  return { where, place: { repo, branch, workDir: join(state, 'config-repo') } };
}
