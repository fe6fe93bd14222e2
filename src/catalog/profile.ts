import { declaredChecks } from './checks/declared-checks.ts';
import { checkEnvironment } from './composition/environment-value.ts';
import { passesOf } from './composition/passes.ts';
import { usesOf } from './composition/statements.ts';
import type { Parameter, Profile } from './model.ts';
import { suggest } from './nearest.ts';
import type { ProfileFile } from './profile-types.gen.ts';
import { RESERVED_CLASS_NAMES, RESERVED_PARAMETERS } from './reserved.ts';
import { readBindings } from './resources/bindings.ts';
import { checkOwnClaims } from './resources/claims.ts';
import type { FieldSources } from './resources/fields.ts';
import { flagNeeds } from './resources/flag-needs.ts';
import { FLAGS_PARAMETER } from './resources/flags-parameter.ts';
import type { Kind } from './resources/kinds/kinds.ts';
import { kindOf, readResources } from './resources/resources.ts';
import { Complaints } from './source/complaints.ts';
import { movedItems } from './source/placing.ts';
import { schemaProblems } from './source/schema-problems.ts';
import { soundParts } from './source/sound-parts.ts';
import type { SourceFile } from './source/source-file.ts';
import type { TypeDeclaration } from './types/declared-type.ts';
import { readParameter } from './types/parameter.ts';

/** What the resources of a profile name: texts of catalog/templates and of catalog/files, by name. */
type Texts = Pick<FieldSources, 'templates' | 'files'>;

/**
 * Reads a profile. What is wrong with it goes into complaints; the profile is only right if there are none, and sound
 * if what roles must know of it is right: its name and its parameters.
 */
export function readProfile(
  file: SourceFile,
  texts: Texts,
): { profile?: Profile; isSound: boolean; complaints: Complaints } {
  const complaints = new Complaints(file);
  complaints.problems.push(...file.problems);
  if (complaints.problems.length > 0) return { isSound: false, complaints };
  complaints.problems.push(...schemaProblems(file, 'profile'));
  if (complaints.problems.length > 0) {
    checkRest(file, texts, complaints);
    return { isSound: false, complaints };
  }
  const data = file.data as ProfileFile;
  checkName(data, complaints);
  const parameters = readParameters(data, complaints);
  checkListens(data, parameters, complaints);
  const isSound = complaints.problems.length === 0;
  const resources = readResources(data.resources ?? [], { ...texts, parameters, complaints });
  const profile: Profile = {
    name: data.profile,
    summary: data.summary ?? `What ${data.profile} puts on a machine`,
    file,
    uses: usesOf(data.uses ?? []).map((use) => use.profile),
    passes: passesOf(data),
    parameters,
    listens: data.listens ?? [],
    resources,
    flagNeeds: flagNeeds(data.resources ?? [], resources, file),
    checks: declaredChecks(data.checks ?? [], `profile ${data.profile}`, parameters, complaints),
    ...readBindings(data, parameters, complaints),
  };
  checkOwnClaims(resources, complaints);
  return { profile, isSound, complaints };
}

/** Complains of what else is wrong with a profile that its schema refuses, as far as that can be said. */
function checkRest(file: SourceFile, texts: Texts, complaints: Complaints): void {
  const rest: ProfileFile = { profile: '', ...soundParts(file.data, 'profile') };
  const parameters = readParameters(rest, complaints);
  const declared = Object.keys((file.data as Partial<ProfileFile> | null)?.parameters ?? {});
  if (!declared.every((name) => parameters.has(name))) return;
  checkListens(rest, parameters, complaints);
  const kept = Object.entries(rest.resources ?? []).map(([index, one]) => ({ index: Number(index), one }));
  const here = new Complaints(
    movedItems(
      file,
      'resources',
      kept.map(({ index }) => index),
    ),
  );
  const resources = kept.map(({ one }) => one);
  readResources(resources, { ...texts, parameters, complaints: here });
  complaints.problems.push(...here.problems.filter(({ code }) => !ABOUT_OTHERS.has(code)));
}

/** What is said of a resource that names another, which may be there but wrong. */
const ABOUT_OTHERS: ReadonlySet<string> = new Set(['unknown-resource', 'unknown-service']);

function checkName(data: ProfileFile, complaints: Complaints): void {
  if (!complaints.file.path.endsWith(`/${data.profile}.yaml`)) {
    complaints.add(
      'misnamed-file',
      `profile ${data.profile} must be in ${data.profile}.yaml`,
      ['profile'],
      'rename one of the two',
    );
  }
  if (RESERVED_CLASS_NAMES.has(data.profile)) {
    complaints.add(
      'reserved-name',
      `${data.profile} is a word of Puppet and cannot name a profile`,
      ['profile'],
      `${data.profile}_profile`,
    );
  }
}

function readParameters(data: ProfileFile, complaints: Complaints): Map<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  for (const [name, raw] of Object.entries(data.parameters ?? {})) {
    const steps = ['parameters', name];
    if (RESERVED_PARAMETERS.has(name)) {
      complaints.addKey(
        'reserved-name',
        `${name} means something else to Puppet, Ruby, Chef or rolebake`,
        steps,
        `${data.profile}_${name}`,
      );
    }
    const parameter = readParameter(name, raw as TypeDeclaration, complaints, steps);
    if (parameter.default !== undefined)
      checkEnvironment(parameter.default, parameter, data.profile, complaints, [...steps, 'default']);
    parameters.set(name, parameter);
  }
  if ((data.resources ?? []).some((resource) => TAKES_FLAGS.has(kindOf(resource))))
    parameters.set('flags', FLAGS_PARAMETER);
  return parameters;
}

/** Kinds of resources whose programs receive the role's flags. */
const TAKES_FLAGS: ReadonlySet<Kind> = new Set(['unit', 'timer']);

function checkListens(data: ProfileFile, parameters: ReadonlyMap<string, Parameter>, complaints: Complaints): void {
  for (const [index, name] of (data.listens ?? []).entries()) {
    const parameter = parameters.get(name);
    if (!parameter)
      complaints.add(
        'unknown-parameter',
        `unknown parameter ${name}`,
        ['listens', index],
        suggest(name, parameters.keys()),
      );
    else if (parameter.type.type !== 'port')
      complaints.add('wrong-type', `${name} is not of type port`, ['listens', index]);
  }
}
