import { flagsFor, givenFlags } from '../given-flags.ts';
import { PROVIDER } from '../provider-option.ts';
import { REGION } from '../region-option.ts';
import type { Session } from '../session.ts';
import { REVOKED_TOO, refuseUnusable } from '../usable.ts';
import { type Answer, listOption, numberOption, type Options, type Verb } from '../verb.ts';

export const launchVerb: Verb = {
  name: 'launch',
  summary: 'start a fresh machine from a tag, with flags',
  arguments: [
    {
      name: '<tag>',
      description: 'such as role/web@1, or role/web for the newest; or the job of a bake whose image failed',
    },
  ],
  options: [
    {
      flags: '--flag <NAME=value>',
      description:
        'a value that the machine receives; @FILE reads a file, @parameter:NAME and @secret:NAME or @secret:NAME#KEY what AWS keeps',
      repeated: true,
    },
    PROVIDER,
    REGION,
    REVOKED_TOO,
    { flags: '--wait <seconds>', description: 'how long to wait until what it serves is healthy', default: '30' },
  ],
  examples: [
    'rolebake launch role/web@1 --flag DATABASE_URL=postgres://db.example/shop --flag LOG_COLLECTOR=10.0.0.5',
    'rolebake launch role/web --flag DATABASE_URL=@/run/secrets/database_url --flag LOG_COLLECTOR=logs.example',
    'rolebake launch role/web@1 --provider ec2 --region eu-west-1 --flag DATABASE_URL=postgres://db.example/shop',
    'rolebake launch role/web --flag DATABASE_URL=@secret:shop/test/database#url --flag LOG_COLLECTOR=logs.example',
    'rolebake launch 90385981a6    # the image that this bake has made and given no tag',
    'rolebake show role/web@1    # lists the flags of an image',
  ],
  run,
};

async function run(session: Session, [name = '']: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { imageNamed } = await import('../image-named.ts');
  const { flagValues } = await import('../../release/flag-values.ts');
  const { launchImage, urlsOf, waitHealthy } = await import('../../release/launch.ts');
  const wait = numberOption(options, 'wait', { flag: '--wait', unit: 'seconds', most: 5, example: 30 });
  const given = givenFlags(listOption(options, 'flag'), session.cwd);
  const workshop = await openWorkshop(session, 'undo', options);
  const image = await imageNamed(workshop, name, (record) => refuseUnusable(session, record, options));
  const credentials = flagValues(image.contract.flags, await flagsFor(session, given, options));
  const { role } = image;
  const machine = await session.progress.during({ subject: role, step: 'launch' }, () =>
    launchImage(image, credentials, { ...workshop.place, images: workshop.images }),
  );
  session.progress.say(`  ${machine.id} is at ${machine.address}`);
  await session.progress.during({ subject: role, step: 'healthy' }, () =>
    waitHealthy(image, machine, wait, workshop.place),
  );
  const urls = urlsOf(image, machine);
  const data = { id: machine.id, tag: image.name, address: machine.address, urls };
  return {
    data,
    text: `${machine.id} runs ${image.name} at ${machine.address}\n${urls.join('\n')}${urls.length > 0 ? '\n' : ''}end it: rolebake terminate ${machine.id}`,
  };
}
