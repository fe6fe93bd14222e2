import type { Parameter } from '../model.ts';
import type { Complaints } from '../source/complaints.ts';
import type { Step } from '../source/source-file.ts';
import { readType, type TypeDeclaration } from './declared-type.ts';
import type { ParameterType } from './parameter-type.ts';
import { type TypeFault, typeFaults } from './type-faults.ts';
import { checkValue } from './values.ts';

/** Reads the declaration of a parameter that stands under these steps. */
export function readParameter(
  name: string,
  declared: TypeDeclaration,
  complaints: Complaints,
  steps: readonly Step[],
): Parameter {
  const type = readDeclaredType(declared, complaints, steps);
  const fallback = declared.optional ? null : declared.default;
  return {
    name,
    type,
    description: declared.description ?? `The ${name.replaceAll('_', ' ')}`,
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

/** Reads the declaration of a type with its default, and complains of what is contradictory in it. */
export function readDeclaredType(
  declared: TypeDeclaration,
  complaints: Complaints,
  steps: readonly Step[],
): ParameterType {
  const type = readType(declared);
  const faults = typeFaults(declared);
  for (const fault of faults) tell(fault, complaints, steps);
  if (faults.length === 0 && declared.default !== undefined)
    checkValue(declared.default, type, complaints, [...steps, 'default']);
  return type;
}

function tell(
  { steps: inner, message, hint, onKey, at }: TypeFault,
  complaints: Complaints,
  steps: readonly Step[],
): void {
  const here = [...steps, ...inner];
  const { file } = complaints;
  const place = onKey ? file.placeOfKey(here) : at === undefined ? file.placeOf(here) : file.placeIn(here, 1, at + 1);
  complaints.problems.push({ code: 'wrong-value', message, place, ...(hint === undefined ? {} : { hint }) });
}
