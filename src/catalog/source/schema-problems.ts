import type { ErrorObject } from 'ajv';
import type { Problem } from '../../problem/problem.ts';
import { meant } from './other-words.ts';
import type { Placing } from './placing.ts';
import { schemaComplaint } from './schema-complaint.ts';
import { branchesOf, type SchemaName, schemaCheck } from './schemas.ts';
import { show } from './show.ts';
import type { SourceFile, Step } from './source-file.ts';

/** Checks a file against its JSON Schema: every complaint, at its place. */
export function schemaProblems(file: SourceFile, name: SchemaName): Problem[] {
  const check = schemaCheck(name);
  if (check(file.data)) return [];
  return problemsOf(check.errors ?? [], file, [], name);
}

/**
 * Turns ajv's errors about the value under `base` into problems of the file. Where the schema `name` has alternatives,
 * ajv complains of every one; told is what is wrong with the one that was meant.
 */
export function problemsOf(
  errors: readonly ErrorObject[],
  file: Placing,
  base: readonly Step[],
  name?: SchemaName,
): Problem[] {
  const choices = name === undefined ? [] : errors.filter((error) => error.keyword === 'oneOf');
  const outside = errors.filter(
    (error) => error.keyword !== 'propertyNames' && !choices.some((choice) => isWithin(error, choice)),
  );
  const problems = [
    ...outside.map((error) =>
      schemaComplaint(error, file, [...base, ...stepsOf(error.instancePath)], name !== undefined),
    ),
    ...choices.flatMap((choice) =>
      choiceProblems(choice, file, [...base, ...stepsOf(choice.instancePath)], name ?? 'role'),
    ),
  ];
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

const isWithin = (error: ErrorObject, choice: ErrorObject): boolean =>
  error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`);

const stepsOf = (pointer: string): Step[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/** Complaints of the alternative that knows most of the keys; of equals, the one whose first key comes first. */
function choiceProblems(choice: ErrorObject, file: Placing, steps: Step[], name: SchemaName): Problem[] {
  const branches = branchesOf(name, choice.schema as readonly { $ref: string }[]);
  const keys = isObject(choice.data) ? Object.keys(choice.data) : [];
  const fit = branches.filter((branch) => isObject(choice.data) === (branch.type === 'object'));
  const ranked = fit
    .filter((branch) => branch.type !== 'object' || branch.firstKey === undefined || keys.includes(branch.firstKey))
    .map((branch) => ({ branch, known: keys.filter((key) => branch.keys.includes(key)).length }))
    .sort((a, b) => b.known - a.known || keys.indexOf(a.branch.firstKey ?? '') - keys.indexOf(b.branch.firstKey ?? ''));
  const chosen = ranked[0]?.branch;
  const firstKeys = branches.flatMap((branch) => branch.firstKey ?? []);
  if (chosen && !chosen.check(choice.data)) {
    const misplaced = valuesBeside(chosen.check.errors ?? [], file, steps);
    if (misplaced) return [misplaced];
    const others = firstKeys.filter((key) => keys.includes(key) && !chosen.keys.includes(key));
    const problems = problemsOf(chosen.check.errors ?? [], file, steps, name);
    return problems.map((problem) => ownItemHint(problem, others));
  }
  const hint =
    firstKeys.length > 0 && keys[0] !== undefined
      ? meant(keys[0], firstKeys)
      : `one of: ${branches.map((branch) => branch.title).join(', ')}`;
  const isKind = /^(?:resources|checks)$/.test(String(steps.at(-2)));
  const message =
    isKind && keys[0] !== undefined
      ? `there is no kind ${show(keys[0], '')}`
      : `${show(choice.data)} fits none of the allowed forms`;
  return [{ code: 'wrong-type', message, place: file.placeOf(steps), hint }];
}

/** Values that stand beside the name that they belong to, which has none, instead of below it. */
function valuesBeside(errors: readonly ErrorObject[], file: Placing, steps: readonly Step[]): Problem | undefined {
  const data = errors.find(({ keyword }) => keyword === 'maxProperties')?.data as object | undefined;
  const [[name, value], [second = '']] = [Object.entries(data ?? {})[0] ?? [], Object.keys(data ?? {}).slice(1)];
  if (name === undefined || value !== null) return undefined;
  const values = Object.entries(data ?? {}).slice(1);
  const inside = values.map(([key, inner]) => `${show(key, '')}: ${show(inner, '')}`).join(', ');
  return {
    code: 'wrong-value',
    message: `the values of ${show(name, '')} stand beside it, not below it`,
    place: file.placeOfKey([...steps, second]),
    hint: `two blanks further in, or on one line: - ${show(name, '')}: {${inside}}`,
  };
}

/** A key that begins another form is no misspelling: a dash was forgotten. */
function ownItemHint(problem: Problem, others: readonly string[]): Problem {
  const other = others.find((key) => problem.message === `unknown key ${key}`);
  return other === undefined ? problem : { ...problem, hint: `an item of its own: - ${other}: ...` };
}

const isObject = (data: unknown): data is object => typeof data === 'object' && data !== null && !Array.isArray(data);
