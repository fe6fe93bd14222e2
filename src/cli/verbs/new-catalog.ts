import { basename, resolve } from 'node:path';
import type { Session } from '../session.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const newCatalogVerb: Verb = {
  name: 'new catalog',
  summary: 'start a catalog that compiles: rolebake.yaml, a profile, a role',
  arguments: [{ name: '[folder]', description: 'made if it is not there; default: this one' }],
  options: [
    { flags: '--name <name>', description: 'name of the catalog; default: made from that of the folder' },
    { flags: '--dry-run', description: 'write nothing; say what would be written' },
  ],
  examples: ['rolebake new catalog shop', 'rolebake new catalog . --name shop --dry-run'],
  run,
};

async function run(session: Session, [folder = '.']: readonly string[], options: Options): Promise<Answer> {
  const { catalogStarter } = await import('../../catalog/starter.ts');
  const { startFiles } = await import('../start-files.ts');
  const root = resolve(session.cwd, folder);
  const name = textOption(options, 'name') ?? nameFrom(basename(root));
  const files = catalogStarter(name);
  const texts = [...files].map(([path, text]): [string, string] => [path.replace(/^catalog\//, ''), text]);
  await session.catalogOf({ shownAs: 'catalog/', texts: new Map(texts), problems: [] });
  const go = root === resolve(session.cwd) ? [] : [`cd ${folder}`];
  return startFiles({ root, files, next: [...go, 'rolebake compile', 'rolebake new role NAME'] }, options);
}

/** A name that a catalog can have, from that of a folder. */
function nameFrom(folder: string): string {
  const words = folder.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const name = words.join('_').slice(0, 50).replace(/_$/, '');
  return /^[a-z]/.test(name) ? name : `catalog_${name}`.replace(/_$/, '');
}
