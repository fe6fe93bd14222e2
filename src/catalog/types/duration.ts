import { Refusal } from '../../problem/problem.ts';
import { FORMATS } from './formats.ts';

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, h: 3_600, d: 86_400, w: 604_800 };

/** The seconds of a duration such as `1h 30min`; a Refusal that names the option it was given with. */
export function secondsOf(text: string, flag: string): number {
  if (!new RegExp(`^(?:${FORMATS.duration.pattern})$`).test(text))
    throw new Refusal({
      code: 'usage',
      message: `${flag} ${text} is not ${FORMATS.duration.words}`,
      hint: `${flag} 2h`,
    });
  const parts = text.matchAll(/(\d+)(ms|s|min|h|d|w)/g);
  return [...parts].reduce((sum, [, number, unit = '']) => sum + Number(number) * (SECONDS[unit] ?? 0), 0);
}
