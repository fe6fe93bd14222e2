import { Team } from './team.ts';

/** A catalog of one role that needs no package, so that a bake of it takes seconds. */
const CATALOG = {
  'catalog/catalog.yaml': 'catalog: tiny\nos: debian-12\n',
  'catalog/roles/tiny.yaml': `role: tiny
uses: [note]
flags:
  QUOTES: {type: string, default: ""}
  LINES: {type: string, default: ""}
  LETTERS: {type: string, default: ""}
  BLANKS: {type: string, default: ""}
  EMPTY: {type: string, default: "not empty"}
  BIG: {type: string, default: ""}
`,
};

/** Makes the role's image another one, so that the next bake has something to do. */
export const note = (text: string): Record<string, string> => ({
  'catalog/profiles/note.yaml': `profile: note
resources:
  - file: /etc/note
    content: "${text}\\n"
  - unit: note
    exec: /usr/bin/sleep infinity
    user: root
`,
});

/** A repository with the tiny role and the operating system that it is baked on. */
export async function tinyTeam(): Promise<Team> {
  const team = await Team.of({ ...CATALOG, ...note('first') });
  await team.run('os', 'update');
  return team;
}
