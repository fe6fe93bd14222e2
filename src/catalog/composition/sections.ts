import type { RoleFile } from '../role-types.gen.ts';
import type { Value } from '../types/value.ts';
import type { Answer } from './answer.ts';
import type { Layer } from './layer.ts';

/** The parts of a role whose entries have names; an entry is answered as a whole. */
export const SECTIONS = ['flags', 'logs', 'serves'] as const;
export type Section = (typeof SECTIONS)[number];

/** The subject of a role's application. */
export const APPLICATION = '.application';

/** What a role's file says about anything but profiles. */
export function sectionAnswers(by: Layer): [string, Answer[]][] {
  const { application } = by.data;
  const named = SECTIONS.flatMap((section): [string, Answer[]][] => {
    const entries = Object.entries(by.data[section] ?? {});
    return entries.length === 0
      ? []
      : [[`.${section}`, entries.map(([name, entry]) => answer(by, section, name, entry))]];
  });
  if (application === undefined) return named;
  const whole: Answer = { by, how: 'gives', path: ['application'], value: application, steps: ['application'] };
  return [...named, [APPLICATION, [whole]]];
}

function answer(by: Layer, section: Section, name: string, entry: string | { readonly overrides?: boolean }): Answer {
  const steps = [section, name];
  if (typeof entry === 'string') return { by, how: 'gives', path: [name], value: entry, steps };
  const { overrides = false, ...value } = entry;
  return { by, how: overrides ? 'overrides' : 'gives', path: [name], value: value as Value, steps };
}

/** A role's data with these entries in the place of its own. */
export const withSections = (data: RoleFile, sections: Readonly<Partial<Record<Section, object>>>): RoleFile => ({
  ...data,
  ...(sections as Pick<RoleFile, Section>),
});
