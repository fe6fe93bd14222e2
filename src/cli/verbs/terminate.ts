import type { Machine } from '../../machines/machines.ts';
import { PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const terminateVerb: Verb = {
  name: 'terminate',
  summary: 'end machines and remove their disks',
  arguments: [{ name: '[machine...]', description: 'ids, as rolebake machines lists them' }],
  options: [
    { flags: '--all', description: 'every machine that was launched by itself; bakes and environments are left alone' },
    PROVIDER,
  ],
  examples: [
    'rolebake terminate web-3k2f9x0a1b2c    # of an environment, too: up launches another in its place',
    'rolebake terminate --all',
    'rolebake terminate bake-90385981a6    # one that bake --keep-on-failure has left',
  ],
  run,
};

async function run(session: Session, ids: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { endMachine } = await import('../../release/launch.ts');
  const { Refusal } = await import('../../problem/problem.ts');
  const { suggest } = await import('../../catalog/nearest.ts');
  const { isKept } = await import('../kept-machines.ts');
  const { machines, place, journal } = await openWorkshop(session, 'undo', options);
  const all = await machines.list();
  const launched = all.filter(({ purpose }) => purpose === 'launch').map(({ id }) => id);
  const known = [...launched, ...all.filter((machine) => isKept(journal, machine)).map(({ id }) => id)];
  if ((options['all'] === true) === ids.length > 0) {
    throw new Refusal({ code: 'usage', message: 'name the machines to end, or give --all', hint: 'rolebake machines' });
  }
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    throw new Refusal(
      unknown.map((id) => ({
        code: 'unknown-machine' as const,
        message: `no machine ${id} was launched from a tag or kept from a failed bake`,
        hint: suggest(id, known),
      })),
    );
  }
  const serving = all.filter(({ labels }) => options['all'] === true && labels['environment'] !== undefined);
  const left = serving.map(({ id }) => id);
  const wanted = options['all'] === true ? launched.filter((id) => !left.includes(id)) : ids;
  for (const id of wanted)
    await session.progress.during({ subject: id, step: 'terminate' }, () => endMachine(id, place));
  const none = left.length === 0 ? 'no machine runs' : 'no machine runs by itself';
  const lines = [wanted.length === 0 ? none : `ended ${wanted.join(', ')}`, ...leftText(serving, options)];
  return { data: { terminated: wanted, left }, text: lines.join('\n') };
}

/** What ends the environments that are left alone. */
function leftText(serving: readonly Machine[], { provider }: Options): string[] {
  const where = typeof provider === 'string' ? ` --provider ${provider}` : '';
  const environments = Map.groupBy(serving, ({ labels }) => labels['environment'] ?? '');
  return [...environments].sort().map(([name, { length }]) => {
    return `${name} keeps its ${length} machines: rolebake down --env ${name}${where} ends it`;
  });
}
