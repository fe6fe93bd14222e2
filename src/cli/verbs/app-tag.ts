import { join, resolve } from 'node:path';
import type { Session } from '../session.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const appTagVerb: Verb = {
  name: 'app tag',
  summary: "record an application's release as the next tag of its stream",
  arguments: [
    { name: '<name>', description: 'the application, as roles name it' },
    { name: '<folder>', description: 'what goes to /opt/NAME on a machine' },
  ],
  options: [{ flags: '--release <version>', description: 'the version that its author gave' }],
  examples: ['rolebake app tag shop ./app --release 1.0.0'],
  run,
};

async function run(session: Session, [name = '', folder = '']: readonly string[], options: Options): Promise<Answer> {
  const { tagApplication } = await import('../../streams/application.ts');
  const { parseComponent } = await import('../../ledger/tag.ts');
  parseComponent(`app/${name}`);
  const version = textOption(options, 'release');
  const place = {
    ledger: await session.ledger(),
    archives: join(session.settings.state, 'archives'),
    who: session.who,
  };
  const release = { name, source: resolve(session.cwd, folder), ...(version === undefined ? {} : { version }) };
  const { record, isNew } = await tagApplication(release, place, session.effects);
  return {
    data: { ...record, isNew },
    text: `${record.tag} ${isNew ? 'is new' : 'is still the newest'}: ${record.entry.digest}`,
  };
}
