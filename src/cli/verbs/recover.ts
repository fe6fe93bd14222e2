import { chosenProvider, PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const recoverVerb: Verb = {
  name: 'recover',
  summary: 'finish the bakes that processes have left, and remove what belongs to nobody; every command does so too',
  options: [PROVIDER, { flags: '--dry-run', description: 'show what there is to do; do nothing' }],
  examples: ['rolebake recover', 'rolebake recover --provider ec2 --dry-run'],
  run,
};

async function run(session: Session, _: readonly string[], options: Options): Promise<Answer> {
  if (options['dryRun'] === true) return await found(session, options);
  const { openWorkshop } = await import('../workshop.ts');
  const { journal, machines } = await openWorkshop(session, 'finish', options);
  const [running, there] = [journal.jobs('running'), await machines.list()];
  const text = `${running.length} jobs run, ${there.length} machines are there`;
  return { data: { jobs: running.map(({ id }) => id), machines: there.map(({ id }) => id) }, text };
}

/** What a recovery would begin with; at AWS that is what it has with our tags, whatever this host knows. */
async function found(session: Session, options: Options): Promise<Answer> {
  const { isProcessAlive } = await import('../../host/process-identity.ts');
  const { isOf } = await import('../settle.ts');
  const provider = chosenProvider(session, options);
  const journal = await session.journal();
  const jobs = journal.jobs('running').filter((job) => isOf({ journal, provider }, job));
  const dead = jobs.filter((job) => journal.holding(job) === 'dead');
  const leftovers = provider === 'ec2' ? await ec2Leftovers(session, isProcessAlive) : [];
  const rows = [
    ...dead.map(({ id, kind, subject }) => [kind, id, subject ?? '', 'its process is gone']),
    ...leftovers.map(({ kind, id, region, why }) => [kind, id, region, why]),
  ];
  const data = { jobs: dead.map(({ id, kind, subject }) => ({ id, kind, subject })), leftovers };
  return { data, text: rows.length === 0 ? 'nothing is left to do' : table(rows) };
}

async function ec2Leftovers(session: Session, isAlive: Parameters<Ec2Machines['leftovers']>[0]) {
  const { ec2Machines } = await import('../../machines/ec2/ec2-machines.ts');
  const { ec2SettingsOf } = await import('../ec2-workshop.ts');
  await using machines = ec2Machines(ec2SettingsOf(session));
  return await machines.leftovers(isAlive);
}

type Ec2Machines = import('../../machines/ec2/ec2-machines.ts').Ec2Machines;
