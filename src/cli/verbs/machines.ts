import type { Machine } from '../../machines/machines.ts';
import { PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const machinesVerb: Verb = {
  name: 'machines',
  summary: 'list the machines that run',
  options: [PROVIDER],
  examples: ['rolebake machines', 'rolebake machines --json'],
  run,
};

async function run(session: Session, _: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { isKept } = await import('../kept-machines.ts');
  const { machines, journal } = await openWorkshop(session, 'undo', options);
  const all = await machines.list();
  const kept = new Set(all.filter((machine) => isKept(journal, machine)).map(({ id }) => id));
  const { renamedJobs } = await import('../renamed-jobs.ts');
  const renamed = await renamedJobs(session);
  const rows = all.map(({ id, state, address, purpose, labels, launchedAt, ...more }) => [
    id,
    state,
    address,
    purpose === 'launch'
      ? (renamed.get(labels['tagged_by'] ?? '') ?? launchedText(labels))
      : `${kept.has(id) ? 'kept: failed bake of' : 'bakes'} ${labels['role'] ?? ''}`,
    launchedAt.slice(0, 19).replace('T', ' '),
    ...('region' in more ? [more.region] : []),
  ]);
  const data = all.map((machine) => (kept.has(machine.id) ? { ...machine, kept: true } : machine));
  return { data, text: rows.length === 0 ? 'no machine runs' : table(rows) };
}

/** What a launched machine is: of an environment it runs a tag, or is in front of those that do. */
function launchedText({ tag, front, role, environment }: Machine['labels']): string {
  const what = tag ?? (role === undefined ? front : `${front} of ${role}`) ?? '';
  return environment === undefined ? what : `${what} in ${environment}`;
}
