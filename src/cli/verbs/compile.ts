import type { CompiledRole } from '../../compile/incremental/last-compile.ts';
import type { Change } from '../../compile/output.ts';
import type { Session } from '../session.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const compileVerb: Verb = {
  name: 'compile',
  summary: 'write the Puppet and Chef roles of the catalog',
  options: [
    { flags: '--check', description: 'write nothing; exit 1 if the generated files are not up to date' },
    { flags: '--diff', description: 'write nothing; show what would change' },
    { flags: '--watch', description: 'compile again whenever the catalog changes, until it is stopped' },
    { flags: '--sarif <file>', description: 'write the problems to a SARIF file too, for code scanning' },
  ],
  examples: [
    'rolebake compile',
    'rolebake compile --check',
    'rolebake compile --diff | less',
    'rolebake compile --check --sarif rolebake.sarif',
    'rolebake compile --watch',
  ],
  exitOne: 'not up to date (--check, --diff)',
  run,
};

async function run(session: Session, _args: readonly string[], options: Options): Promise<Answer> {
  if (options['watch']) return await watchAnswer(session);
  const report = textOption(options, 'sarif');
  if (report === undefined) return await compileCatalog(session, options);
  const { reportingTo } = await import('../problems/sarif-file.ts');
  return await reportingTo(report, session, () => compileCatalog(session, options));
}

async function watchAnswer(session: Session): Promise<Answer> {
  const { watchCatalog } = await import('../compile-watch.ts');
  await watchCatalog(session);
  return { data: {}, text: '' };
}

async function compileCatalog(session: Session, options: Options): Promise<Answer> {
  const { compileSession, lookSession } = await import('../compile-place.ts');
  const isLook = options['check'] === true || options['diff'] === true;
  const compilation = isLook ? lookSession(session) : await compileSession(session);
  const { roles, files, changes } = compilation;
  const only = roles.filter((role) => role.only !== undefined);
  const data = {
    roles: roles.map(({ name }) => name),
    only: Object.fromEntries(only.map((role) => [role.name, role.only])),
    files,
    changes: changes.map(({ path, kind }) => ({ path, kind })),
  };
  if (isLook) {
    const text = options['diff'] ? await diffText(changes) : summary(changes, 'would change');
    return { data, text: text === '' ? 'generated files are up to date' : text, exitCode: changes.length > 0 ? 1 : 0 };
  }
  const where = session.shown(session.settings.generated);
  const lines = [
    `${counted(roles.length, 'role')}, ${counted(files, 'file')} in ${where}: ${changes.length} changed`,
    ...only.map(oneTool),
  ];
  return { data, text: lines.join('\n') };
}

const oneTool = ({ name, only }: CompiledRole): string =>
  `${name}: for ${only} only, since a profile of it has no other side`;

const summary = (found: readonly Change[], what: string): string =>
  found.length === 0
    ? ''
    : `${found.map(({ path, kind }) => `${kind.padEnd(7)} ${path}`).join('\n')}\n${counted(found.length, 'file')} ${what}`;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

async function diffText(found: readonly Change[]): Promise<string> {
  const { unifiedDiff } = await import('../diff.ts');
  return (await Promise.all(found.map(unifiedDiff))).join('');
}
