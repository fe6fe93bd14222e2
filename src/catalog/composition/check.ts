import type { Profile, Profiles } from '../model.ts';
import { suggest } from '../nearest.ts';
import type { Complaints } from '../source/complaints.ts';
import { show } from '../source/show.ts';
import type { Step } from '../source/source-file.ts';
import { checkNoHoles, checkValue } from '../types/values.ts';
import { type Answer, leavesOf } from './answer.ts';
import { flow, nameOf } from './contradiction.ts';
import { checkEnvironment } from './environment-value.ts';
import type { Layer } from './layer.ts';
import { partOf } from './part-type.ts';
import { typeAt } from './passes.ts';
import { isPrefix } from './settle.ts';
import { type Statement, statementsOf, type Values } from './statements.ts';

/** What is known of profiles: those that are right, and the names of those whose file is wrong, which was told already. */
export interface KnownProfiles {
  readonly profiles: Profiles;
  readonly broken: ReadonlySet<string>;
}

/** Complains of what a role's own file says about profiles, whatever the files that it extends say. */
export function checkStatements(layer: Layer, known: KnownProfiles, complaints: Complaints): void {
  const statements = statementsOf(layer.data);
  for (const [index, statement] of statements.entries()) {
    const profile = known.profiles.get(statement.profile);
    const isTwin = (other: Statement) => other.how === 'gives' && other.profile === statement.profile;
    if (!profile) checkKnown(statement, known, complaints);
    else if (statement.how === 'gives' && statements.slice(0, index).some(isTwin)) {
      const message = `profile ${profile.name} is used twice`;
      const place = complaints.file.placeOfKey(statements.find(isTwin)?.steps ?? []);
      const first = { place, message: 'first here' };
      complaints.addKey('duplicate-name', message, statement.steps, 'give its parameters in one place', first);
    } else if (!known.broken.has(profile.name)) checkStatement(statement, profile, complaints);
  }
  for (const [subject, answers] of layer.answers) if (!subject.startsWith('.')) checkOnce(subject, answers, complaints);
}

function checkStatement({ how, values, steps }: Statement, profile: Profile, complaints: Complaints): void {
  checkValues(profile, values, complaints, steps);
  if (how === 'adds') checkAdds(profile, values, complaints, steps);
}

function checkKnown({ profile, steps }: Statement, { profiles, broken }: KnownProfiles, complaints: Complaints): void {
  if (broken.has(profile)) return;
  complaints.addKey('unknown-profile', `there is no profile ${profile}`, steps, suggest(profile, profiles.keys()));
}

function checkValues(profile: Profile, values: Values, complaints: Complaints, steps: readonly Step[]): void {
  for (const [name, value] of Object.entries(values)) {
    const parameter = name === 'flags' ? undefined : profile.parameters.get(name);
    const here = [...steps, name];
    const known = [...profile.parameters.keys()].filter((one) => one !== 'flags');
    if (!parameter) {
      const message = `profile ${profile.name} has no parameter ${show(name)}`;
      complaints.addKey('unknown-parameter', message, here, suggest(name, known));
      continue;
    }
    const before = complaints.problems.length;
    checkNoHoles(value, complaints, here);
    const isTold = checkEnvironment(value, parameter, profile.name, complaints, here);
    if (complaints.problems.length === before && !isTold) checkValue(value, partOf(parameter.type), complaints, here);
  }
}

function checkAdds(profile: Profile, values: Values, complaints: Complaints, steps: readonly Step[]): void {
  for (const [name, value] of Object.entries(values)) {
    const type = profile.parameters.get(name)?.type;
    for (const { path } of type ? leavesOf(value, type, []) : []) {
      const inner = type && typeAt(type, path);
      if (!inner || inner.type === 'array') continue;
      const message = `${[name, ...path].join('.')} is no list: nothing can be added to it`;
      complaints.addKey('wrong-type', message, [...steps, name, ...path], 'give it under uses or overrides');
    }
  }
}

/** One file answers once: what it gives, overrides or adds. */
function checkOnce(subject: string, answers: readonly Answer[], complaints: Complaints): void {
  if (answers.every(({ how }) => how === answers[0]?.how)) return;
  for (const [index, { path, steps }] of answers.entries()) {
    const twin = answers.slice(0, index).find((other) => isPrefix(other.path, path) || isPrefix(path, other.path));
    if (!twin) continue;
    const message = `this file speaks of ${[subject, ...path].join('.')} under ${twin.steps[0]} already`;
    complaints.addKey('contradiction', message, steps, 'say it in one place');
  }
}

/** Complains of items that are added for a profile that the role does not use. */
export function checkAdded(layer: Layer, { profiles }: KnownProfiles, complaints: Complaints): void {
  for (const name of Object.keys(layer.data.adds ?? {})) {
    const profile = profiles.get(name);
    if (!profile || layer.profiles.includes(profile)) continue;
    complaints.addKey('wrong-value', `this role does not use profile ${name}`, ['adds', name], `uses: [${name}]`);
  }
}

/** Complains of overrides that have nothing to override. */
export function checkOverrides(layer: Layer, complaints: Complaints): void {
  for (const [subject, answers] of layer.answers) {
    const overrides = answers.filter(({ how }) => how === 'overrides');
    const above = overrides.length > 0 ? pathsAbove(layer, subject) : [];
    for (const { path, steps } of overrides) {
      if (above.some((other) => isPrefix(other, path) || isPrefix(path, other))) continue;
      const hint = subject.startsWith('.') ? 'leave overrides out' : `under uses: - ${flow([subject, ...path], '...')}`;
      const what = nameOf(subject, path);
      const message = `there is nothing to override: all that this role extends or uses gives no ${what}`;
      complaints.addKey('nothing-to-override', message, steps, hint);
    }
  }
}

/** What the layers and profiles above a layer answer about a subject, as paths. */
function pathsAbove(layer: Layer, subject: string): (readonly string[])[] {
  const others = layer.lineage.filter((other) => other !== layer);
  const given = others.flatMap((other) => other.answers.get(subject) ?? []).map(({ path }) => path);
  const target = layer.profiles.find(({ name }) => name === subject);
  const passed = layer.profiles
    .flatMap(({ passes }) => passes)
    .filter(({ profile }) => profile === subject)
    .flatMap(({ parameter, value }) => {
      const type = target?.parameters.get(parameter)?.type;
      return type ? leavesOf(value, type, [parameter]).map(({ path }) => path) : [];
    });
  return [...given, ...passed];
}
