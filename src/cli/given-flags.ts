import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type FlagValue, PARAMETER, SECRET, type ValueReference } from '../catalog/environments/flag-value.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import type { GivenFlag } from '../release/flag-values.ts';
import { chosenProvider } from './provider-option.ts';
import type { Session } from './session.ts';
import type { Options } from './verb.ts';

const FORMS = {
  parameter: '@parameter:/shop/test/database-url, or its ARN',
  secret: '@secret:shop/test/database, or its ARN; #KEY at the end takes a key of a JSON object',
};

/** Flags as a command line gives them. A Refusal names all that are none. */
export function givenFlags(pairs: readonly string[], cwd: string): GivenFlag[] {
  const problems: Problem[] = [];
  const given = pairs.flatMap((pair): GivenFlag[] => {
    const [, name = pair, text] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    const value = text === undefined ? noValue(name) : givenAs(name, text, cwd);
    if (typeof value === 'string' || !('code' in value)) return [[name, value]];
    problems.push(value);
    return [];
  });
  if (problems.length > 0) throw new Refusal(problems);
  return given;
}

const noValue = (name: string): Problem => ({
  code: 'usage',
  message: `--flag ${name} has no value`,
  hint: `--flag ${name}=VALUE`,
});

/** A value; or, so that a secret stands in no command line, `@FILE`, `@parameter:NAME` or `@secret:NAME#KEY`. */
function givenAs(name: string, text: string, cwd: string): FlagValue | Problem {
  if (!/^@./s.test(text)) return text;
  const [, parameter] = /^@parameter:(.*)$/s.exec(text) ?? [];
  const [, secret] = /^@secret:(.*)$/s.exec(text) ?? [];
  if (parameter !== undefined) return parameterAt(parameter) ?? malformed(name, text, 'parameter');
  if (secret !== undefined) return secretAt(secret) ?? malformed(name, text, 'secret');
  return readText(name, resolve(cwd, text.slice(1)));
}

const parameterAt = (place: string): ValueReference | undefined =>
  PARAMETER.test(place) ? { parameter: place } : undefined;

function secretAt(place: string): ValueReference | undefined {
  const [, secret = '', key] = /^([^#]*)(?:#(.+))?$/s.exec(place) ?? [];
  if (!SECRET.test(secret)) return undefined;
  return key === undefined ? { secret } : { secret, key };
}

const malformed = (name: string, text: string, kind: keyof typeof FORMS): Problem => ({
  code: 'usage',
  message: `--flag ${name}: ${text} names no ${kind}`,
  hint: FORMS[kind],
});

function readText(name: string, path: string): string | Problem {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path)).replace(/\r?\n$/, '');
  } catch (error) {
    const message = `--flag ${name}: ${path} cannot be read: ${(error as Error).message}`;
    return { code: 'unreadable-file', message };
  }
}

/** Reads what AWS keeps, for machines that cannot do it themselves. */
export const atAws =
  ({ settings }: Session) =>
  async (reference: ValueReference): Promise<string> => {
    const { readValue } = await import('../machines/ec2/values/read-value.ts');
    return await readValue(reference, settings.ec2);
  };

/**
 * Flags as the provider's machines take them: those of this host get values, those of AWS read them themselves. A Refusal
 * says of each that cannot be read why.
 */
export async function flagsFor(session: Session, given: readonly GivenFlag[], options: Options): Promise<GivenFlag[]> {
  if (chosenProvider(session, options) === 'ec2') return [...given];
  const read = atAws(session);
  const problems: Problem[] = [];
  const all = await Promise.all(
    given.map(async ([name, value]): Promise<GivenFlag> => {
      if (typeof value === 'string') return [name, value];
      const text = await read(value).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        problems.push(...error.problems);
        return '';
      });
      return [name, text];
    }),
  );
  if (problems.length > 0) throw new Refusal(problems);
  return all;
}
