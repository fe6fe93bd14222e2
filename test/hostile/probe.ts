import Handlebars from 'handlebars';
import { readProfile } from '../../src/catalog/profile.ts';
import { SourceFile } from '../../src/catalog/source/source-file.ts';

/** What one finished machine shows. */
export interface Seen {
  /** A file below /srv/h, as text. */
  readonly text: (path: string) => string;
  /** What stands in /etc/passwd, as getent tells it. */
  readonly accounts: ReadonlyMap<string, string>;
}

/** A free-text place of the language: how texts are sent through it, and how they are found on a machine. */
export interface Probe {
  /** The place in the schema of profiles, such as `exec/command/*`. */
  readonly place: string;
  /** What an author can write there, made from any text. */
  readonly fit?: (text: string) => string;
  /** The profile that puts these texts there, without its name. */
  readonly profile: (texts: readonly string[]) => Readonly<Record<string, unknown>>;
  /** Texts of catalog/files and catalog/templates that the profile needs. */
  readonly files?: (texts: readonly string[]) => ReadonlyMap<string, string>;
  /** What the role gives for the profile's parameters. */
  readonly values?: (texts: readonly string[]) => Readonly<Record<string, unknown>>;
  /** What the place makes of one text; else the text itself. */
  readonly meaning?: (text: string, index: number) => string;
  /** The texts as they arrived. */
  readonly read: (seen: Seen, count: number) => readonly string[];
}

/** What Handlebars makes of a text without values: `\{{` stands for two braces. */
export const filledIn = (text: string): string => Handlebars.compile(text, { noEscape: true })({});

/** The texts that the place takes; the rest was refused with a reason. */
export function accepted(probe: Probe, texts: readonly string[]): { taken: string[]; refusals: string[] } {
  const refusals: string[] = [];
  const taken = texts.filter((text) => {
    const complaint = complaintOf(probe, text);
    if (complaint !== undefined) refusals.push(`${JSON.stringify(text)}: ${complaint}`);
    return complaint === undefined;
  });
  return { taken, refusals };
}

function complaintOf(probe: Probe, text: string): string | undefined {
  const written = { profile: 'one', ...probe.profile([text]) };
  const file = new SourceFile('catalog/profiles/one.yaml', JSON.stringify(written));
  const folder = (name: string) =>
    new Map(
      [...(probe.files?.([text]) ?? [])].flatMap(([path, content]) =>
        path.startsWith(name) ? [[path.slice(name.length), content] as const] : [],
      ),
    );
  const { complaints } = readProfile(file, { templates: folder('templates/'), files: folder('files/') });
  const role = new SourceFile('catalog/roles/one.yaml', JSON.stringify(probe.values?.([text]) ?? {}));
  const [problem] = [...role.problems, ...complaints.problems];
  return problem && `${problem.code}: ${problem.message}`;
}

/** Lists of so many each. */
export const chunks = <T>(items: readonly T[], size = 20): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
