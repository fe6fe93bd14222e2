import type { FileCheck, Check as WrittenCheck } from '../profile-types.gen.ts';
import { FORMS, type Form } from '../resources/forms.ts';
import { show } from '../source/show.ts';
import { typeFaults } from '../types/type-faults.ts';
import type { Expectation, TextMatch } from './check.ts';

/** What keeps a check from being one: the key of it that is wrong, and why. */
export interface ExpectationFault {
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

/** What a check says once its values are filled in. */
export function expectationOf(written: WrittenCheck): Expectation | ExpectationFault {
  const fault = formFault(written);
  if (fault) return fault;
  if ('package' in written) return { kind: 'package', name: written.package };
  if ('unit' in written)
    return { kind: 'unit', unit: written.unit.replace(/\.service$/, ''), state: written.state ?? 'active' };
  if ('port' in written) return { kind: 'port', port: Number(written.port), protocol: written.protocol ?? 'tcp' };
  if ('http' in written)
    return {
      kind: 'http',
      url: written.http,
      status: written.status ?? 200,
      ...optional('body', matchOf(written.body)),
    };
  if ('command' in written) {
    const output = optional('output', matchOf(written.output));
    return { kind: 'command', argv: written.command, exit: written.exit ?? 0, ...output };
  }
  return fileExpectation(written);
}

const fileExpectation = ({ file: path, owner, group, mode, content }: FileCheck): Expectation => ({
  kind: 'file',
  path,
  ...optional('owner', owner),
  ...optional('group', group),
  ...optional('mode', mode),
  ...optional('content', matchOf(content)),
});

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });

function matchOf(written: FileCheck['content']): TextMatch | undefined {
  if (written === undefined) return undefined;
  if (typeof written === 'string') return { how: 'contains', text: written };
  return 'line' in written ? { how: 'line', pattern: written.line } : { how: 'equals', text: written.equals };
}

/** What the texts of a check look like. */
const TEXTS: Readonly<Record<string, Form>> = {
  package: FORMS.package,
  unit: FORMS.unit,
  file: FORMS.path,
  owner: FORMS.account,
  group: FORMS.account,
  http: { pattern: /^https?:\/\/[!-~]+$/, words: 'a URL, such as http://127.0.0.1:80/healthz' },
};

function formFault(written: WrittenCheck): ExpectationFault | undefined {
  for (const [key, value] of Object.entries(written)) {
    const fault = typeof value === 'object' && 'line' in value ? patternFault(key, value.line) : undefined;
    if (fault) return fault;
    const form = TEXTS[key];
    if (form && !form.pattern.test(String(value)))
      return { key, message: `${show(value)} cannot be the value of ${key}`, hint: form.words };
  }
  if ('port' in written) return portFault(Number(written.port));
  if ('command' in written) return commandFault(written.command);
  return undefined;
}

function patternFault(key: string, pattern: string): ExpectationFault | undefined {
  const [fault] = typeFaults({ type: 'string', pattern });
  return fault && { key, message: fault.message, hint: fault.hint ?? 'a pattern, as in the types of parameters' };
}

const portFault = (port: number): ExpectationFault | undefined =>
  Number.isInteger(port) && port >= 1 && port <= 65_535
    ? undefined
    : { key: 'port', message: `port must be from 1 to 65535, not ${port}`, hint: 'a parameter of type port' };

function commandFault(argv: readonly string[]): ExpectationFault | undefined {
  if (argv[0] === '') return { key: 'command', message: 'the program has no name', hint: '[PROGRAM, ARGUMENT, ...]' };
  if (!argv.some((word) => word.includes('\0'))) return undefined;
  return { key: 'command', message: 'an argument cannot hold a NUL', hint: 'no program could be given it' };
}
