import type { Journal } from '../../engine/journal.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Ec2Workshop } from '../ec2-workshop.ts';
import { chosenProvider, PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const recoverVerb: Verb = {
  name: 'recover',
  summary: 'finish the bakes that processes have left, and remove what belongs to nobody; every command does so too',
  options: [
    PROVIDER,
    { flags: '--dry-run', description: 'show what there is to do; do nothing' },
    { flags: '--images', description: 'at AWS, also remove images that no tag of this ledger names' },
  ],
  examples: [
    'rolebake recover',
    'rolebake recover --provider ec2 --dry-run',
    'rolebake pull && rolebake recover --provider ec2 --images',
  ],
  run,
};

async function run(session: Session, _: readonly string[], options: Options): Promise<Answer> {
  if (options['images'] === true && chosenProvider(session, options) === 'local') throw noImages();
  if (options['dryRun'] === true) return await found(session, options);
  const { openWorkshop } = await import('../workshop.ts');
  const workshop = await openWorkshop(session, 'finish', options);
  const { journal, machines } = workshop;
  const unnamed = workshop.provider === 'ec2' ? await withoutTag(session, workshop, options) : [];
  const [running, there] = [journal.jobs('running'), await machines.list()];
  const left =
    unnamed.length === 0
      ? ''
      : `\n${unnamed.length} images have no tag here: see them with --dry-run, --images removes them`;
  const text = `${running.length} jobs run, ${there.length} machines are there${left}`;
  return { data: { jobs: running.map(({ id }) => id), machines: there.map(({ id }) => id), unnamed }, text };
}

function noImages(): Refusal {
  const message = '--images is for images at AWS';
  return new Refusal({ code: 'usage', message, hint: 'those of this host: rolebake store prune' });
}

/** Removes the images that no tag names, if that is asked for; gives those that are left. */
async function withoutTag(session: Session, { journal, machines }: Ec2Workshop, options: Options): Promise<string[]> {
  const { unnamedImages } = await import('../unnamed-images.ts');
  const images = await unnamedImages(session, journal, machines.images);
  if (options['images'] !== true) return images.map(({ ami }) => ami);
  for (const { ami, region, name, run } of images) {
    await machines.images.discard(run);
    session.progress.say(`  ${ami} in ${region} (${name}) has no tag and is removed`);
  }
  return [];
}

/** What a recovery would begin with; at AWS that is what it has with our tags, whatever this host knows. */
async function found(session: Session, options: Options): Promise<Answer> {
  const { isProcessAlive } = await import('../../host/process-identity.ts');
  const { isOf } = await import('../settle.ts');
  const provider = chosenProvider(session, options);
  const journal = await session.journal();
  const jobs = journal.jobs('running').filter((job) => isOf({ journal, provider }, job));
  const dead = jobs.filter((job) => journal.holding(job) === 'dead');
  const leftovers = provider === 'ec2' ? await ec2Leftovers(session, journal, isProcessAlive) : [];
  const rows = [
    ...dead.map(({ id, kind, subject }) => [kind, id, subject ?? '', 'its process is gone']),
    ...leftovers.map(({ kind, id, region, why }) => [kind, id, region, why]),
  ];
  const data = { jobs: dead.map(({ id, kind, subject }) => ({ id, kind, subject })), leftovers };
  return { data, text: rows.length === 0 ? 'nothing is left to do' : table(rows) };
}

async function ec2Leftovers(session: Session, journal: Journal, isAlive: Parameters<Ec2Machines['leftovers']>[0]) {
  const { ec2Machines } = await import('../../machines/ec2/ec2-machines.ts');
  const { ec2SettingsOf } = await import('../ec2-workshop.ts');
  const { unnamedImages } = await import('../unnamed-images.ts');
  await using machines = ec2Machines(ec2SettingsOf(session));
  const images = await unnamedImages(session, journal, machines.images);
  const why = 'no tag of this ledger names it: --images removes it';
  return [
    ...(await machines.leftovers(isAlive)),
    ...images.map(({ ami, region }) => ({ kind: 'image', id: ami, region, why })),
  ];
}

type Ec2Machines = import('../../machines/ec2/ec2-machines.ts').Ec2Machines;
