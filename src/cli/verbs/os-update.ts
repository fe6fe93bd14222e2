import type { TagRecord } from '../../ledger/ledger.ts';
import type { Ec2Workshop } from '../ec2-workshop.ts';
import type { LocalWorkshop } from '../local-workshop.ts';
import { PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const osUpdateVerb: Verb = {
  name: 'os update',
  summary: 'tag the operating system that roles are baked on, as it is now: built here, or on EC2 the newest AMI',
  arguments: [{ name: '[name]', description: 'such as debian-12; default: what the catalog says' }],
  options: [PROVIDER, { flags: '--revoked-too', description: 'give a new tag to what a revoked tag holds already' }],
  examples: ['rolebake os update', 'rolebake os update debian-12', 'rolebake os update --provider ec2'],
  run,
};

async function run(session: Session, [name]: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const os = name ?? (await session.catalog()).os;
  const workshop = await openWorkshop(session, 'undo', options);
  const revokedToo = options['revokedToo'] === true;
  return workshop.provider === 'ec2'
    ? await tagAmi(session, os, workshop, revokedToo)
    : await tagTree(session, os, workshop, revokedToo);
}

async function tagTree(
  session: Session,
  os: string,
  { place, snapshots }: LocalWorkshop,
  revokedToo: boolean,
): Promise<Answer> {
  const { tagOperatingSystem } = await import('../../streams/operating-system.ts');
  const { ledger, packages, who } = place;
  const tagging = { ledger, snapshots, packages, cache: session.settings.cache, who, revokedToo };
  const { record, isNew, changes } = await session.progress.during(
    { subject: `os/${os}`, step: 'base tree' },
    (detail) => tagOperatingSystem(os, tagging, session.effects, (event) => detail(event.text)),
  );
  const { changesText, closedBy } = await import('../os-changes.ts');
  const { data, text } = answer(record, isNew, `${record.entry.details['packages']} packages`);
  return {
    data: { ...data, changes, closes: Object.fromEntries(closedBy(changes)) },
    text: `${text}\n${changesText(changes)}`,
  };
}

async function tagAmi(
  session: Session,
  os: string,
  { place, machines }: Ec2Workshop,
  revokedToo: boolean,
): Promise<Answer> {
  const { tagPublicImage } = await import('../../streams/public-image.ts');
  const image = await session.progress.during({ subject: `os/${os}`, step: 'newest image' }, () =>
    machines.images.parent(),
  );
  const { record, isNew } = await tagPublicImage(os, image, { ...place, revokedToo }, session.effects);
  return answer(record, isNew, `${image.ami} in ${image.region}, ${image.name}`);
}

const answer = (record: TagRecord, isNew: boolean, what: string) => ({
  data: { ...record, isNew },
  text: `${record.tag} ${isNew ? 'is new' : 'is still the newest'}: ${what}`,
});
