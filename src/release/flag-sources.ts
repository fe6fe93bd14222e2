import { resolve } from 'node:path';
import type { FlagSource } from '../catalog/environments/environment.ts';
import type { FlagValue, ValueReference } from '../catalog/environments/flag-value.ts';
import { type Run, runChecked } from '../host/processes.ts';
import { Refusal } from '../problem/problem.ts';

/** Where references to values lead. */
export interface SourcePlace {
  /** The folder that paths are relative to, and that programs run in. */
  readonly root: string;
  readonly variable: (name: string) => string | undefined;
  readonly readFile: (path: string) => Buffer;
  readonly run: Run;
  /** What AWS keeps, or the reference itself where the machine is to read it. */
  readonly atAws: (reference: ValueReference) => Promise<FlagValue>;
}

/** What a flag is given as. What cannot be read is a Refusal, which never holds any of it. */
export async function readSource(source: FlagSource, place: SourcePlace): Promise<FlagValue> {
  if (typeof source !== 'object') return String(source);
  if ('variable' in source) return place.variable(source.variable) ?? missing(`the variable ${source.variable}`);
  if ('file' in source) return oneText(fileBytes(source.file, place), source.file);
  if ('parameter' in source || 'secret' in source) return await place.atAws(source);
  const [program = '', ...args] = source.command;
  return oneText(
    Buffer.from(await runChecked(quiet(place.run), { argv: [program, ...args], cwd: place.root })),
    program,
  );
}

/** What the program says of a failure may hold a piece of the secret. */
const quiet =
  (run: Run): Run =>
  async (command) => {
    const output = await run(command);
    return output.code === 0 ? output : { ...output, stdout: '', stderr: 'what it said is not shown' };
  };

function fileBytes(path: string, { root, readFile }: SourcePlace): Buffer {
  try {
    return readFile(resolve(root, path));
  } catch (error) {
    throw new Refusal({ code: 'unreadable-file', message: `${path} cannot be read: ${(error as Error).message}` });
  }
}

function oneText(bytes: Buffer, from: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    throw new Refusal({ code: 'unreadable-file', message: `what ${from} gives is not UTF-8 text` });
  }
}

function missing(what: string): never {
  throw new Refusal({ code: 'missing-key', message: `${what} is not set`, hint: 'set it for this command' });
}
