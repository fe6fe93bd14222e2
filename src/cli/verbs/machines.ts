import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { Answer, Verb } from '../verb.ts';

export const machinesVerb: Verb = {
  name: 'machines',
  summary: 'list the machines that run',
  examples: ['rolebake machines', 'rolebake machines --json'],
  run,
};

async function run(session: Session): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { machines } = await openWorkshop(session, 'undo');
  const all = await machines.list();
  const rows = all.map(({ id, state, address, purpose, labels, launchedAt }) => [
    id,
    state,
    address,
    purpose === 'bake' ? `bakes ${labels['role'] ?? ''}` : (labels['tag'] ?? ''),
    launchedAt.slice(0, 19).replace('T', ' '),
  ]);
  return { data: all, text: rows.length === 0 ? 'no machine runs' : table(rows) };
}
