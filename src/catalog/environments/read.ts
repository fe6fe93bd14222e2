import type { Checked } from '../model.ts';
import { Complaints } from '../source/complaints.ts';
import { schemaProblems } from '../source/schema-problems.ts';
import { SourceFile } from '../source/source-file.ts';
import type { Environment } from './environment.ts';
import type { EnvironmentFile } from './environment-types.gen.ts';

/** Reads environments/NAME.yaml; whether it fits a release is told by `environmentProblems`. Pure. */
export function readEnvironment(path: string, text: string): Checked<Environment> {
  const file = new SourceFile(path, text);
  const complaints = new Complaints(file);
  complaints.problems.push(...file.problems, ...(file.problems.length > 0 ? [] : schemaProblems(file, 'environment')));
  if (complaints.problems.length > 0) return { ok: false, problems: complaints.problems };
  const data = file.data as EnvironmentFile;
  if (!path.endsWith(`/${data.environment}.yaml`)) {
    const message = `environment ${data.environment} must be in ${data.environment}.yaml`;
    complaints.add('misnamed-file', message, ['environment'], 'rename one of the two');
    return { ok: false, problems: complaints.problems };
  }
  return { ok: true, value: environmentOf(file, data) };
}

function environmentOf(file: SourceFile, data: EnvironmentFile): Environment {
  const roles = Object.entries(data.roles ?? {}).map(([name, { count, flags }]) => {
    return [name, { ...(count === undefined ? {} : { count }), flags: flags ?? {} }] as const;
  });
  return {
    name: data.environment,
    summary: data.summary ?? `The environment ${data.environment}`,
    file,
    ...(data.zone === undefined ? {} : { zone: data.zone }),
    flags: data.flags ?? {},
    roles: new Map(roles),
  };
}
