import { isAbsolute, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProblemCode } from '../../problem/codes.ts';
import type { Place, Problem, Related } from '../../problem/problem.ts';
import { type ErrorPage, errorPage, withoutLinks } from './error-page.ts';
import type { SourceLines } from './source-lines.ts';
import { tokenEnd } from './token-end.ts';

/** What a report needs to know besides the problems. */
export interface SarifContext {
  /** The folder that places are relative to: that of rolebake.yaml. */
  readonly root: string;
  /** The folder that a reader of the report takes paths from: the root of the git repository. */
  readonly repository: string;
  readonly version: string;
  readonly lines: SourceLines;
}

/** Problems as a SARIF 2.1.0 log (OASIS), as GitHub code scanning takes it: paths from the repository's root. */
export function sarifLog(problems: readonly Problem[], context: SarifContext): object {
  const codes = [...new Set(problems.map(({ code }) => code))].sort();
  const driver = {
    name: 'rolebake',
    version: context.version,
    semanticVersion: context.version,
    rules: codes.map((code) => ruleOf(errorPage(code))),
  };
  const results = problems.map((problem) => resultOf(problem, codes, context));
  const base = { '%SRCROOT%': { description: { text: 'The root of the repository' } } };
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', originalUriBaseIds: base, results };
  return { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
}

const ruleOf = ({ code, meaning, page }: ErrorPage): object => ({
  id: code,
  shortDescription: { text: meaning },
  fullDescription: { text: meaning },
  help: { text: `rolebake error ${code}`, markdown: withoutLinks(page) },
  defaultConfiguration: { level: 'error' },
});

function resultOf(problem: Problem, codes: readonly ProblemCode[], context: SarifContext): object {
  const { code, message, hint, related = [] } = problem;
  const place = problem.place ?? { file: 'rolebake.yaml', line: 1, column: 1 };
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: 'error',
    message: { text: hint === undefined ? message : `${message}\nhint: ${hint}` },
    locations: [{ physicalLocation: locationOf(place, context) }],
    ...(related.length > 0 ? { relatedLocations: related.map((one, id) => relatedOf(one, id, context)) } : {}),
  };
}

const relatedOf = ({ place, message }: Related, id: number, context: SarifContext): object => ({
  id,
  message: { text: message },
  physicalLocation: locationOf(place, context),
});

function locationOf(place: Place, context: SarifContext): object {
  return {
    artifactLocation: artifactOf(place.file, context),
    region: { startLine: place.line, startColumn: place.column, ...tokenOf(place, context.lines(place)) },
  };
}

/** Where the token ends, and its line; nothing behind the end of a line. */
function tokenOf({ column }: Place, line = ''): object {
  if (column > line.length) return {};
  return { endColumn: tokenEnd(line, column - 1) + 1, snippet: { text: line.slice(0, LONGEST_SNIPPET) } };
}

const LONGEST_SNIPPET = 500;

function artifactOf(file: string, { root, repository }: SarifContext): object {
  const path = isAbsolute(file) ? file : join(root, file);
  const inside = relative(repository, path);
  if (inside.startsWith('..')) return { uri: pathToFileURL(path).href };
  return { uri: inside.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
