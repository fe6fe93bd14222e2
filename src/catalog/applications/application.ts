import type { Checked } from '../model.ts';
import { Complaints } from '../source/complaints.ts';
import { schemaProblems } from '../source/schema-problems.ts';
import { SourceFile } from '../source/source-file.ts';
import type { TypeName } from '../types/parameter-type.ts';
import type { ApplicationFile } from './application-types.gen.ts';

/** Where an application says so, at the top of its release. */
export const APPLICATION_FILE = 'rolebake.app.yaml';

/** A flag that an application takes. */
export interface DeclaredFlag {
  readonly name: string;
  readonly type: TypeName;
  readonly secret: boolean;
}

/** What an application says of itself. */
export interface Declares {
  /** Every flag that it takes; absent: it does not say. */
  readonly flags?: readonly DeclaredFlag[];
  /** Every log file that it writes, by path or by the name that roles give it; absent: it does not say. */
  readonly logs?: readonly string[];
}

/** An application's own file. */
export interface ApplicationWords {
  readonly version?: string;
  readonly declares: Declares;
}

/** Reads the rolebake.app.yaml of the application `name`. Pure. */
export function readApplication(name: string, path: string, text: string): Checked<ApplicationWords> {
  const file = new SourceFile(path, text);
  const complaints = new Complaints(file);
  complaints.problems.push(...file.problems, ...(file.problems.length > 0 ? [] : schemaProblems(file, 'application')));
  if (complaints.problems.length > 0) return { ok: false, problems: complaints.problems };
  const { application, version, flags, logs } = file.data as ApplicationFile;
  if (application !== name) {
    const message = `this is the application ${application}, not ${name}`;
    complaints.add('wrong-value', message, ['application'], `rolebake app tag ${application} ...`);
    return { ok: false, problems: complaints.problems };
  }
  const declared = Object.entries(flags ?? {}).map(
    ([flag, { type, secret = false }]): DeclaredFlag => ({ name: flag, type, secret }),
  );
  const declares = { ...(flags ? { flags: declared } : {}), ...(logs ? { logs } : {}) };
  return { ok: true, value: { declares, ...(version === undefined ? {} : { version }) } };
}
