import type { FlagValue, ValueReference } from '../../../catalog/environments/flag-value.ts';
import { Refusal } from '../../../problem/problem.ts';
import type { Ec2Settings } from '../settings.ts';

const byName = ([one]: readonly [string, ...unknown[]], [other]: readonly [string, ...unknown[]]): number =>
  one < other ? -1 : 1;

type Flags = Readonly<Record<string, FlagValue>>;

/** The flags that are references, by name, in the order of names. */
export const referencesIn = (flags: Flags): [name: string, reference: ValueReference][] =>
  Object.entries(flags)
    .flatMap(([name, value]): [string, ValueReference][] => (typeof value === 'string' ? [] : [[name, value]]))
    .sort(byName);

/** The flags whose values are given, in the order of names. */
export const valuesIn = (flags: Flags): [name: string, value: string][] =>
  Object.entries(flags)
    .flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []))
    .sort(byName);

/** Refuses references where the settings give machines no role to read them with. */
export function refuseWithoutRole(flags: Flags, { instanceProfile }: Pick<Ec2Settings, 'instanceProfile'>): void {
  const names = referencesIn(flags).map(([name]) => name);
  if (names.length === 0 || instanceProfile !== undefined) return;
  const message = `${names.join(', ')}: a machine reads with its role what AWS keeps, and ec2 in rolebake.yaml gives it none`;
  throw new Refusal({ code: 'missing-key', message, hint: 'ec2: {instance_profile: NAME}; docs/ec2.md, Flags' });
}
