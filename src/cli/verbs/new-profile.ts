import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const newProfileVerb: Verb = {
  name: 'new profile',
  summary: 'start a profile that compiles',
  arguments: [{ name: '<name>', description: 'lower-case words joined by _, such as nginx_front' }],
  options: [{ flags: '--dry-run', description: 'write nothing; say what would be written' }],
  examples: ['rolebake new profile nginx_front', 'rolebake new profile cache --dry-run --json'],
  run,
};

async function run(session: Session, [name = '']: readonly string[], options: Options): Promise<Answer> {
  const { profileStarter } = await import('../../catalog/starter.ts');
  const { foldersAbove, startInCatalog } = await import('../start-in-catalog.ts');
  const text = profileStarter(name, foldersAbove(session, 'profiles'));
  const next = ['edit it: docs/catalog.md of rolebake lists the resources', `rolebake new role NAME --uses ${name}`];
  return startInCatalog(session, `profiles/${name}.yaml`, text, next, options);
}
