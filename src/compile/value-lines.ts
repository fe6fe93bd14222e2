import { isMap } from '../catalog/composition/answer.ts';
import type { Step } from '../catalog/source/source-file.ts';
import type { Value } from '../catalog/types/value.ts';
import { rubyValue } from './encode/ruby.ts';

/** The way from a value to what stands on each line of it, as Hiera data or as Ruby. */
export const valueLines = (value: Value, language: 'hiera' | 'ruby'): readonly (readonly Step[])[] =>
  language === 'hiera' ? hieraLines(value) : rubyLines(value);

function hieraLines(value: Value): Step[][] {
  if (isMap(value)) return [[], ...below(value, hieraLines)];
  return Array.isArray(value) ? [[], ...value.map((_, index) => [index])] : [[]];
}

function rubyLines(value: Value): Step[][] {
  if (isMap(value)) return Object.keys(value).length === 0 ? [[]] : [[], ...below(value, rubyLines), []];
  return rubyValue(value)
    .split('\n')
    .map(() => []);
}

const below = (value: Readonly<Record<string, Value>>, lines: (value: Value) => Step[][]): Step[][] =>
  Object.entries(value).flatMap(([key, inner]) => lines(inner).map((steps) => [key, ...steps]));
