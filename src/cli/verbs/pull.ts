import { BRANCH, configPlace } from '../config-repo.ts';
import { renamesText } from '../renames.ts';
import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const pullVerb: Verb = {
  name: 'pull',
  summary: 'take what others have published into the ledger; publish nothing',
  options: [BRANCH],
  examples: ['rolebake pull', 'rolebake pull --branch staging'],
  run,
};

async function run(session: Session, _args: readonly string[], options: Options): Promise<Answer> {
  const { pull } = await import('../../config-repo/pull.ts');
  const { where, place } = await configPlace(session, options);
  const { taken, renamed } = await pull(place, await session.ledger(), session.effects);
  const lines = [
    taken === 0 ? `nothing new in ${where}` : `${taken} new ${taken === 1 ? 'entry' : 'entries'} from ${where}`,
    ...renamesText(renamed),
  ];
  return { data: { repo: place.repo, branch: place.branch, taken, renamed }, text: lines.join('\n') };
}
