import type { Pass, Profile } from '../model.ts';
import { suggest } from '../nearest.ts';
import type { ProfileFile } from '../profile-types.gen.ts';
import type { Complaints } from '../source/complaints.ts';
import { show } from '../source/show.ts';
import type { Step } from '../source/source-file.ts';
import type { ParameterType } from '../types/parameter-type.ts';
import type { Value } from '../types/value.ts';
import { checkValue } from '../types/values.ts';
import { type Answer, keyType, leavesOf } from './answer.ts';
import { checkEnvironment } from './environment-value.ts';
import { partOf } from './part-type.ts';
import { usesOf, type Values } from './statements.ts';

/** The values that a profile gives to those that it uses. */
export const passesOf = (data: ProfileFile): Pass[] =>
  usesOf(data.uses ?? []).flatMap(({ profile, values, steps }) =>
    Object.entries(values).map(([parameter, value]) => ({ profile, parameter, value, steps: [...steps, parameter] })),
  );

/** The parameter whose value is passed on by `{{NAME}}`. */
const referenceIn = (value: Value): string | undefined =>
  typeof value === 'string' ? /^\{\{\s*([a-z][a-z0-9_]*)\s*\}\}$/.exec(value)?.[1] : undefined;

/** What a profile with these values answers about a parameter of one that it uses; undefined if it has no value yet. */
export function passedAnswers(by: Profile, values: Values, pass: Pass, to: Profile): Answer[] | undefined {
  const type = to.parameters.get(pass.parameter)?.type;
  if (!type) return [];
  const answers: Answer[] = [];
  for (const { path, value } of leavesOf(pass.value, type, [pass.parameter])) {
    const steps = [...pass.steps, ...path.slice(1)];
    const reference = referenceIn(value);
    const resolved = reference === undefined ? value : currentValue(by, values, reference);
    if (resolved === undefined) return undefined;
    const inner = typeAt(type, path.slice(1));
    const leaves = reference === undefined || !inner ? [{ path, value: resolved }] : leavesOf(resolved, inner, path);
    answers.push(...leaves.map((leaf): Answer => ({ by, how: 'gives', ...leaf, steps })));
  }
  return answers;
}

const currentValue = (profile: Profile, values: Values, name: string): Value | undefined =>
  Object.hasOwn(values, name) ? values[name] : profile.parameters.get(name)?.default;

/** The type below an object's keys. */
export const typeAt = (type: ParameterType, path: readonly string[]): ParameterType | undefined =>
  path.reduce<ParameterType | undefined>((inner, key) => inner && keyType(inner, key), type);

/** Complains of values that a profile cannot pass on. */
export function checkPasses(profile: Profile, profiles: ReadonlyMap<string, Profile>, complaints: Complaints): void {
  for (const pass of profile.passes) {
    const target = profiles.get(pass.profile);
    const parameter = pass.parameter === 'flags' ? undefined : target?.parameters.get(pass.parameter);
    if (parameter) {
      checkEnvironment(pass.value, parameter, pass.profile, complaints, pass.steps);
      checkPass(profile, pass, parameter.type, complaints);
    } else if (target) {
      const message = `profile ${pass.profile} has no parameter ${show(pass.parameter)}`;
      complaints.addKey('unknown-parameter', message, pass.steps, suggest(pass.parameter, namesOf(target)));
    }
  }
}

const namesOf = ({ parameters }: Profile): string[] => [...parameters.keys()].filter((name) => name !== 'flags');

function checkPass(profile: Profile, pass: Pass, type: ParameterType, complaints: Complaints): void {
  for (const { path, value } of leavesOf(pass.value, type, [])) {
    const steps = [...pass.steps, ...path];
    const inner = typeAt(type, path);
    const reference = referenceIn(value);
    if (!inner) complaints.addKey('unknown-key', `unknown key ${show(path.at(-1), '')}`, steps);
    else if (reference !== undefined) checkReference(reference, inner, profile, complaints, steps);
    else if (!checkNoPart(value, complaints, steps)) checkValue(value, partOf(inner), complaints, steps);
  }
}

function checkReference(
  reference: string,
  wanted: ParameterType,
  profile: Profile,
  complaints: Complaints,
  steps: readonly Step[],
): void {
  const own = reference === 'flags' ? undefined : profile.parameters.get(reference);
  if (!own) {
    const message = `profile ${profile.name} has no parameter ${reference} to pass on`;
    complaints.add('unknown-parameter', message, steps, suggest(reference, namesOf(profile)));
  } else if (own.default !== undefined) checkValue(own.default, partOf(wanted), complaints, steps);
}

/** Complains of `{{NAME}}` as a part of a text or in a list: it would be taken for the text that it is. */
function checkNoPart(value: Value, complaints: Complaints, steps: readonly Step[]): boolean {
  const part = /\{\{\s*[A-Za-z][A-Za-z0-9_]*\s*\}\}/.exec(JSON.stringify(value))?.[0];
  if (part === undefined) return false;
  complaints.add('wrong-value', `${part} can only be the whole of a value here`, steps, `"${part}", or take it out`);
  return true;
}
