import { join, resolve } from 'node:path';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Session } from '../session.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const appTagVerb: Verb = {
  name: 'app tag',
  summary: "record an application's release as the next tag of its stream",
  arguments: [
    { name: '<name>', description: 'the application, as roles name it' },
    {
      name: '<place>',
      description: 'what goes to /opt/NAME on a machine: a folder, or a tar (plain, gzip, xz or zstd)',
    },
  ],
  options: [
    {
      flags: '--release <version>',
      description: 'the version that its author gave; default: what rolebake.app.yaml says',
    },
    { flags: '--git <ref>', description: 'the folder as it was at a commit, tag or branch of its git repository' },
    { flags: '--new', description: 'give the first tag to an application that no role of the catalog names' },
    { flags: '--revoked-too', description: 'give a new tag to what a revoked tag holds already' },
  ],
  examples: [
    'rolebake app tag shop ./app --release 1.0.0',
    'rolebake app tag shop shop-1.2.0.tar.gz',
    'rolebake app tag shop ./app --git v1.2.0',
    'rolebake app tag shop-admin ./admin --new',
  ],
  run,
};

async function run(session: Session, [name = '', path = '']: readonly string[], options: Options): Promise<Answer> {
  const { tagApplication } = await import('../../streams/application.ts');
  const { parseComponent } = await import('../../ledger/tag.ts');
  parseComponent(`app/${name}`);
  const [version, ref] = [textOption(options, 'release'), textOption(options, 'git')];
  const ledger = await session.ledger();
  if (options['new'] !== true) await refuseUnknown(session, ledger, name);
  const place = {
    ledger,
    archives: join(session.settings.state, 'archives'),
    who: session.who,
  };
  const release = {
    name,
    place: { path: resolve(session.cwd, path), ...(ref === undefined ? {} : { ref }) },
    ...(version === undefined ? {} : { version }),
    revokedToo: options['revokedToo'] === true,
  };
  const { record, isNew } = await tagApplication(release, place, session.effects);
  return {
    data: { ...record, isNew },
    text: `${record.tag} ${isNew ? 'is new' : 'is still the newest'}: ${record.entry.digest}`,
  };
}

/** A name that has no tag yet and that no role names is a typing error, or new. */
async function refuseUnknown(session: Session, ledger: Ledger, name: string): Promise<void> {
  const tagged = (await ledger.components()).flatMap((one) =>
    one.startsWith('app/') ? [one.slice('app/'.length)] : [],
  );
  if (tagged.includes(name)) return;
  const named = (await session.catalog()).roles.flatMap(({ application }) => application ?? []);
  if (named.includes(name)) return;
  const { suggest } = await import('../../catalog/nearest.ts');
  const { Refusal } = await import('../../problem/problem.ts');
  throw new Refusal({
    code: 'unknown-application',
    message: `${name} has no tag yet, and no role of the catalog names it`,
    hint: `a new application needs --new; ${suggest(name, new Set([...tagged, ...named]))}`,
  });
}
