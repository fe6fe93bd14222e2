import { PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const osUpdateVerb: Verb = {
  name: 'os update',
  summary: 'build the operating system that roles are baked on, and tag it',
  arguments: [{ name: '[name]', description: 'such as debian-12; default: what the catalog says' }],
  options: [PROVIDER, { flags: '--revoked-too', description: 'give a new tag to what a revoked tag holds already' }],
  examples: ['rolebake os update', 'rolebake os update debian-12'],
  run,
};

async function run(session: Session, [name]: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { tagOperatingSystem } = await import('../../streams/operating-system.ts');
  const os = name ?? (await session.catalog()).os;
  const { place, snapshots } = await openWorkshop(session, 'undo', options);
  const revokedToo = options['revokedToo'] === true;
  const { record, isNew } = await session.progress.during({ subject: `os/${os}`, step: 'base tree' }, (detail) =>
    tagOperatingSystem(
      os,
      {
        ...{ ledger: place.ledger, snapshots, packages: place.packages, cache: session.settings.cache },
        ...{ who: place.who, revokedToo },
      },
      session.effects,
      (event) => detail(event.text),
    ),
  );
  const packages = record.entry.details['packages'];
  return {
    data: { ...record, isNew },
    text: `${record.tag} ${isNew ? 'is new' : 'is still the newest'}: ${packages} packages`,
  };
}
