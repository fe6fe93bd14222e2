import { table } from '../../src/cli/table.ts';

/** What a figure counts: seconds and milliseconds of the clock, seconds of processors, or one thing in terms of another. */
export type Unit =
  | 's'
  | 'ms'
  | 'us'
  | 'CPU s'
  | 'MB'
  | 'MB/s'
  | 'kB'
  | 'times'
  | 'files'
  | 'entries'
  | 'tags'
  | 'objects'
  | 'machines'
  | 'requests'
  | 'sockets';

/** One measured value. An aim is the most that it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  readonly aim?: number;
  readonly holds?: boolean;
}

/** A figure, rounded to four digits that matter, and whether its aim holds. */
export function figure(name: string, value: number, unit: Unit, aim?: number): Figure {
  const rounded = Number(value.toPrecision(4));
  return { name, value: rounded, unit, ...(aim === undefined ? {} : { aim, holds: value <= aim }) };
}

/** The answer of `--json`. */
export const figuresJson = (figures: readonly Figure[]): string => `${JSON.stringify({ figures }, null, 2)}\n`;

/** A table for people; the last columns only where there is an aim. */
export function figuresText(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ value }) => String(value).length));
  return table(
    figures.map(({ name, value, unit, aim, holds }) => [
      name,
      `${String(value).padStart(width)} ${unit}`,
      ...(aim === undefined ? [] : [`aim <= ${aim}`, holds ? 'holds' : 'DOES NOT HOLD']),
    ]),
  );
}
