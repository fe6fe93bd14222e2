import { Refusal } from '../../problem/problem.ts';
import { ALL_CODES, type ErrorPage, errorPage } from '../problems/error-page.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { Answer, Verb } from '../verb.ts';

export const errorVerb: Verb = {
  name: 'error',
  summary: 'explain problem codes: what they mean, an example, what to do',
  arguments: [{ name: '[code...]', description: 'as in error[unknown-key]; default: list all codes' }],
  examples: ['rolebake error unknown-key', 'rolebake error', 'rolebake error missing-parameter --json'],
  run,
};

async function run(_session: Session, names: readonly string[]): Promise<Answer> {
  if (names.length === 0) {
    const all = ALL_CODES.map(errorPage);
    return { data: all.map(summaryOf), text: table(all.map(({ code, meaning }) => [code, meaning])) };
  }
  const { suggest } = await import('../../catalog/nearest.ts');
  const unknown = names.filter((name) => !isCode(name));
  if (unknown.length > 0)
    throw new Refusal(
      unknown.map((name) => ({
        code: 'usage',
        message: `${JSON.stringify(name)} is no problem code`,
        hint: suggest(name, ALL_CODES),
      })),
    );
  const pages = names.filter(isCode).map(errorPage);
  return { data: pages, text: pages.map(({ page }) => page).join('\n') };
}

const isCode = (name: string): name is ErrorPage['code'] => ALL_CODES.some((code) => code === name);

const summaryOf = ({ code, exitCode, meaning }: ErrorPage): object => ({ code, exitCode, meaning });
