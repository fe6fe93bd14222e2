import type { FlagValue } from '../catalog/environments/flag-value.ts';
import type { Flag } from '../catalog/model.ts';
import { suggest } from '../catalog/nearest.ts';
import { typeWords } from '../catalog/types/type-words.ts';
import { valueErrors } from '../catalog/types/values.ts';
import { type Problem, Refusal } from '../problem/problem.ts';

/** What each flag of an image is given as: the text that its program reads, or where the machine reads that. */
export type FlagValues = Readonly<Record<string, FlagValue>>;

/** A flag by its name, and what it is given as. */
export type GivenFlag = readonly [name: string, value: FlagValue];

/**
 * Checks what flags of an image are given as, and fills in defaults. A Refusal names every flag that is missing, unknown
 * or ill-typed; it never shows the value of a secret one. What a reference leads to is not looked at.
 */
export function flagValues(flags: readonly Flag[], given: readonly GivenFlag[]): FlagValues {
  const problems: Problem[] = [];
  const values = new Map<string, FlagValue>();
  for (const [name, value] of given) {
    if (values.has(name)) problems.push({ code: 'usage', message: `--flag ${name} is given twice` });
    else values.set(name, value);
  }
  for (const name of values.keys()) {
    if (flags.some((flag) => flag.name === name)) continue;
    const hint = suggest(
      name,
      flags.map((flag) => flag.name),
    );
    problems.push({ code: 'wrong-value', message: `the image has no flag ${name}`, hint });
  }
  const all = flags.flatMap((flag): GivenFlag[] => settle(flag, values.get(flag.name), problems));
  if (problems.length > 0) throw new Refusal(problems);
  return Object.fromEntries(all);
}

function settle(flag: Flag, text: FlagValue | undefined, problems: Problem[]): GivenFlag[] {
  if (text === undefined) {
    if (flag.default !== undefined) return [[flag.name, String(flag.default)]];
    const about = flag.description === '' ? '' : `: ${flag.description}`;
    problems.push({
      code: 'missing-key',
      message: `flag ${flag.name} (${flag.type}) has no value${about}`,
      hint: `--flag ${flag.name}=VALUE`,
    });
    return [];
  }
  if (typeof text !== 'string') return [[flag.name, text]];
  if (text.includes('\0')) {
    problems.push({
      code: 'wrong-value',
      message: `flag ${flag.name}: the value holds a NUL, which no program can take`,
    });
    return [];
  }
  if (valueErrors(typed(flag, text), flag).length === 0) return [[flag.name, text]];
  const shown = flag.secret ? 'the value given (secret, not shown)' : JSON.stringify(text);
  problems.push({ code: 'wrong-value', message: `flag ${flag.name}: ${shown} is not ${typeWords(flag)}` });
  return [];
}

/** The text as the value that its type's schema is about. */
function typed(flag: Flag, text: string): unknown {
  if (flag.type === 'integer' || flag.type === 'port') return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (flag.type === 'number') return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text;
  if (flag.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}
