import { resolve } from 'node:path';
import { Refusal } from '../../problem/problem.ts';
import type { Candidate } from '../completion/candidates.ts';
import { SCRIPTS, SHELLS } from '../completion/scripts.ts';
import type { ValueKind } from '../completion/value-kinds.ts';
import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const completionVerb: Verb = {
  name: 'completion',
  summary: 'print the shell completion for bash, zsh or fish',
  arguments: [
    {
      name: '[shell...]',
      description:
        'bash, zsh or fish; default: bash. Or words, then after -- the words of a command line: what the last of them may become, as the shells ask at every Tab',
    },
  ],
  examples: [
    'source <(rolebake completion)',
    'rolebake completion > /etc/bash_completion.d/rolebake',
    "rolebake completion zsh > ~/.zfunc/_rolebake    # a folder of zsh's fpath",
    'rolebake completion fish > ~/.config/fish/completions/rolebake.fish',
    'rolebake completion words -- bake --target p',
  ],
  run,
};

async function run(session: Session, [what = 'bash', ...words]: readonly string[]): Promise<Answer> {
  if (what === 'words') return answerOf(await completed(session, words));
  const shell = SHELLS.find((one) => one === what);
  if (shell !== undefined && words.length === 0) return { data: { [shell]: SCRIPTS[shell] }, text: SCRIPTS[shell] };
  const message = shell === undefined ? `there is no completion for ${what}` : `${shell} is all that is wanted`;
  throw new Refusal({ code: 'usage', message, hint: `known: ${SHELLS.join(', ')}` });
}

/** Words before the verb are not the verb's: another folder to look in, or the wish for help. */
async function completed(session: Session, words: readonly string[]): Promise<Candidate[]> {
  const { candidates } = await import('../completion/candidates.ts');
  const { VERBS } = await import('./index.ts');
  const [first = '', second = '', ...others] = words;
  if (['-C', '--directory'].includes(first) && words.length > 1)
    return others.length === 0 ? [] : await completed(session.in(resolve(session.cwd, second)), others);
  const verbs = first === 'help' && words.length > 1 ? words.slice(1) : words;
  return await candidates(verbs, VERBS, (kind, begun) => values(session, kind, begun));
}

/** Where something is wrong, nothing is completed; the command itself will say what. */
async function values(session: Session, kind: ValueKind, begun: string): Promise<readonly string[]> {
  const { knownValues } = await import('../completion/known-values.ts');
  const { hostFailure } = await import('../host-failure.ts');
  try {
    return (await knownValues(session, kind, begun)).filter(isPlain);
  } catch (error) {
    if (error instanceof Refusal || hostFailure(error)) return [];
    throw error;
  }
}

/** A file may be called anything; what a shell or a terminal would take for its own is not offered. */
const isPlain = (word: string): boolean => /^\w[\w@.:,+=/-]*$/.test(word);

const answerOf = (found: readonly Candidate[]): Answer => ({
  data: found,
  text: found.map(({ word, about }) => (about === undefined ? `${word}\n` : `${word}\t${about}\n`)).join(''),
});
