import type { Related } from '../../problem/problem.ts';
import type { Complaints } from '../source/complaints.ts';
import { show } from '../source/show.ts';
import type { Answer } from './answer.ts';
import type { Composed } from './compose.ts';
import type { Layer } from './layer.ts';
import { APPLICATION } from './sections.ts';
import type { Cell } from './settle.ts';

/** Complains of values that have two answers. */
export function checkContradictions({ layer, cells }: Composed, complaints: Complaints): void {
  for (const [subject, own] of cells) for (const cell of own) checkCell(subject, cell, layer, complaints);
}

function checkCell(subject: string, { path, holds, against }: Cell, layer: Layer, complaints: Complaints): void {
  const [first] = holds;
  if (!first || !against || first.by === against.by) return;
  const own = [first, against].find(({ by }) => by === layer);
  const others = [first, against].filter((answer) => answer !== own);
  const steps = own?.steps ?? [layer.lineage.length > 1 ? 'extends' : 'uses'];
  complaints.problems.push({
    code: 'contradiction',
    message: `${nameOf(subject, path)} has two answers: ${show(first.value)} and ${show(against.value)}`,
    place: layer.file.placeOf(steps),
    hint: hintFor(subject, path, own),
    related: others.map(relatedTo),
  });
}

const relatedTo = ({ value, by, steps }: Answer): Related => ({
  place: by.file.placeOf(steps),
  message: `${show(value)} comes from here`,
});

function hintFor(subject: string, path: readonly string[], own: Answer | undefined): string {
  if (subject === APPLICATION) return 'a machine has one application: take one of them out';
  const name = path.join('.');
  if (subject.startsWith('.')) return `to say that it holds, add overrides: true to ${name} in this role`;
  return `to say which one holds: overrides: {${flow([subject, ...path], own ? show(own.value, '') : '...')}}`;
}

/** A value under its path as YAML on one line: `service: {port: 80}`. */
export const flow = ([first = '', ...rest]: readonly string[], value: string): string =>
  rest.length === 0 ? `${first}: ${value}` : `${first}: {${flow(rest, value)}}`;

/** What is answered, as a message names it. */
export const nameOf = (subject: string, path: readonly string[]): string =>
  subject.startsWith('.') ? `${KINDS[subject] ?? ''}${path.join('.')}` : [subject, ...path].join('.');

const KINDS: Readonly<Record<string, string>> = { '.flags': 'flag ', '.logs': 'log ', '.serves': 'endpoint ' };
