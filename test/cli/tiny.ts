import { Team } from './team.ts';

/** A catalog of one role that needs no package, so that a bake of it takes seconds. */
const CATALOG = {
  'catalog/catalog.yaml': 'catalog: tiny\nos: debian-12\n',
  'catalog/roles/tiny.yaml': `role: tiny
uses: [note, takers]
flags:
  QUOTES: {type: string, default: ""}
  LINES: {type: string, default: ""}
  LETTERS: {type: string, default: ""}
  BLANKS: {type: string, default: ""}
  EMPTY: {type: string, default: "not empty"}
  BIG: {type: string, default: ""}
  HIDDEN: {type: string, secret: true}
`,
};

const FLAGS = ['QUOTES', 'LINES', 'LETTERS', 'BLANKS', 'EMPTY', 'BIG'];
const taken = (way: (name: string) => string): string =>
  [...FLAGS.map((name) => `${name}: ${way(name)}`), 'LACKS: {environment: LACKS, optional: true}'].join(', ');

/** A unit for each way in which a program can take flags. */
const TAKERS = `profile: takers
resources:
  - user: taker
    system: true
  - file: /usr/local/bin/take
    mode: "0755"
    content: "#!/bin/sh\\n/usr/bin/sleep infinity\\n"
  - unit: take-environment
    exec: /usr/local/bin/take
    user: taker
    flags: {HIDDEN: environment, ${taken(() => 'environment')}}
  - unit: take-arguments
    exec: /usr/local/bin/take first "se cond"
    user: taker
    flags: {${taken((name) => `{argument: --${name.toLowerCase()}${name === 'LINES' ? '=' : ''}}`)}}
  - unit: take-files
    exec: /usr/local/bin/take
    user: taker
    flags: {${taken((name) => `{file: /run/taken/${name}}`)}}
`;

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

/** The tiny catalog. */
export const tinyFiles = (): Record<string, string> => ({
  ...CATALOG,
  'catalog/profiles/takers.yaml': TAKERS,
  ...note('first'),
});

/** A repository with the tiny role and the operating system that it is baked on. */
export async function tinyTeam(fill?: (folder: string) => void): Promise<Team> {
  const team = await Team.of(tinyFiles(), fill);
  await team.run('os', 'update');
  return team;
}
