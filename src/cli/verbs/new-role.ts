import type { Catalog, Profile } from '../../catalog/model.ts';
import { suggest } from '../../catalog/nearest.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import { type Answer, listOption, type Options, type Verb } from '../verb.ts';

export const newRoleVerb: Verb = {
  name: 'new role',
  summary: 'start a role that compiles',
  arguments: [{ name: '<name>', description: 'lower-case words joined by _, such as web_front' }],
  options: [
    {
      flags: '--uses <profile>',
      description: 'a profile that it uses, several times for several; default: one that needs no values',
      repeated: true,
    },
    { flags: '--dry-run', description: 'write nothing; say what would be written' },
  ],
  examples: ['rolebake new role web', 'rolebake new role web --uses http_service --uses nginx_front'],
  run,
};

async function run(session: Session, [name = '']: readonly string[], options: Options): Promise<Answer> {
  const { roleStarter } = await import('../../catalog/starter.ts');
  const { foldersAbove, startInCatalog } = await import('../start-in-catalog.ts');
  const profiles = profilesFor(await session.catalog(), listOption(options, 'uses'));
  const up = foldersAbove(session, 'roles');
  const next = [`edit it: docs/catalog.md of rolebake lists the keys`, 'rolebake compile', `rolebake bake ${name}`];
  return startInCatalog(session, `roles/${name}.yaml`, roleStarter(name, profiles, up), next, options);
}

function profilesFor(catalog: Catalog, wanted: readonly string[]): readonly Profile[] {
  const known = new Map(catalog.library.map((profile) => [profile.name, profile]));
  if (wanted.length === 0) return [easiest(catalog.library)];
  const unknown = wanted.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new Refusal(
      unknown.map((name) => ({
        code: 'unknown-profile',
        message: `there is no profile ${JSON.stringify(name)}`,
        hint: suggest(name, known.keys()),
      })),
    );
  return wanted.flatMap((name) => known.get(name) ?? []);
}

/** The profile that needs the fewest values. */
function easiest(library: readonly Profile[]): Profile {
  const needs = ({ parameters }: Profile) => [...parameters.values()].filter((one) => one.default === undefined).length;
  const [first] = library.toSorted((a, b) => needs(a) - needs(b));
  if (first) return first;
  const message = 'the catalog has no profile that a role could use';
  throw new Refusal({ code: 'unknown-profile', message, hint: 'rolebake new profile NAME' });
}
