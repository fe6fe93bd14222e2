import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const terminateVerb: Verb = {
  name: 'terminate',
  summary: 'end machines and remove their disks',
  arguments: [{ name: '[machine...]', description: 'ids, as rolebake machines lists them' }],
  options: [{ flags: '--all', description: 'every machine that was launched from a tag; bakes are left alone' }],
  examples: ['rolebake terminate web-3k2f9x0a1b2c', 'rolebake terminate --all'],
  run,
};

async function run(session: Session, ids: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { endMachine } = await import('../../release/launch.ts');
  const { Refusal } = await import('../../problem/problem.ts');
  const { suggest } = await import('../../catalog/nearest.ts');
  const { machines, place } = await openWorkshop(session, 'undo');
  const launched = (await machines.list())
    .filter((machine) => machine.purpose === 'launch')
    .map((machine) => machine.id);
  if ((options['all'] === true) === ids.length > 0) {
    throw new Refusal({ code: 'usage', message: 'name the machines to end, or give --all', hint: 'rolebake machines' });
  }
  const unknown = ids.filter((id) => !launched.includes(id));
  if (unknown.length > 0) {
    throw new Refusal(
      unknown.map((id) => ({
        code: 'unknown-machine' as const,
        message: `no launched machine ${id}`,
        hint: suggest(id, launched),
      })),
    );
  }
  const wanted = options['all'] === true ? launched : ids;
  for (const id of wanted)
    await session.progress.during({ subject: id, step: 'terminate' }, () => endMachine(id, place));
  return { data: { terminated: wanted }, text: wanted.length === 0 ? 'no machine runs' : `ended ${wanted.join(', ')}` };
}
