import { Refusal } from '../problem/problem.ts';

const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Whether the text has the form of a moment: `2026-03-01`, `2026-03-01T12:00Z`. */
export const isMoment = (text: string): boolean => MOMENT.test(text);

/** The moment that a text names; a date alone is its first instant, in UTC. Refuses with `usage`. */
export function parseMoment(text: string): Date {
  const moment = new Date(isMoment(text) ? text : Number.NaN);
  // JavaScript takes February 30th for March 2nd.
  const isReal =
    !Number.isNaN(moment.getTime()) &&
    new Date(`${text.slice(0, 10)}T00:00Z`).toISOString().startsWith(text.slice(0, 10));
  if (isReal) return moment;
  const message = `${JSON.stringify(text.slice(0, 100))} is not a date`;
  throw new Refusal({ code: 'usage', message, hint: 'write 2026-03-01, or 2026-03-01T12:00Z' });
}
