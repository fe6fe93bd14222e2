import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LedgerRepo } from '../config-repo/ledger-at.ts';
import { repoAround } from '../config-repo/repo-around.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import { isMoment, parseMoment } from '../ledger/moment.ts';
import { Refusal } from '../problem/problem.ts';
import type { Session } from './session.ts';

/**
 * The ledger as it was: at a moment, by what its entries say, or at a commit of the repository that it lies in, or else of
 * the config repo.
 */
export async function ledgerPast(session: Session, at: string): Promise<LedgerView> {
  if (isMoment(at)) return (await (await session.ledger()).view()).at(parseMoment(at));
  const { ledgerAt } = await import('../config-repo/ledger-at.ts');
  const { viewOfPast } = await import('../ledger/past.ts');
  for (const repo of reposOf(session)) {
    const files = await ledgerAt(session.effects.run, repo, at);
    if (files !== undefined) return viewOfPast(files);
  }
  throw new Refusal({
    code: 'usage',
    message: `${JSON.stringify(at.slice(0, 100))} is no date, and no commit that holds this ledger`,
    hint: 'a date such as 2026-03-01, a time such as 2026-03-01T12:00Z, or a commit of the config repo',
  });
}

/** Where the history of the ledger can be: around it, in the config repo, in rolebake's clone of that. */
function reposOf(session: Session): LedgerRepo[] {
  const { ledger } = session.settings;
  const around = repoAround(ledger);
  const repos = configRepos(session);
  return around === undefined ? repos : [{ gitDir: around.gitDir, folder: relative(around.top, ledger) }, ...repos];
}

/** The config repo, if it is on this host, and rolebake's clone of it. */
export function configRepos({ settings: { configRepo, state } }: Session): LedgerRepo[] {
  const clones = [configRepo, configRepo && join(configRepo, '.git'), join(state, 'config-repo/clone.git')];
  return clones.flatMap((gitDir) =>
    gitDir !== undefined && existsSync(join(gitDir, 'HEAD')) ? [{ gitDir, folder: 'ledger' }] : [],
  );
}
