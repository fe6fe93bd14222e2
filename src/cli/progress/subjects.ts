import type { Activity, End, Outcome } from './activity.ts';
import type { Row } from './overview.ts';

interface Step {
  readonly name: string;
  /** Milliseconds of the clock that the caller has. */
  readonly since: number;
  /** When a line last told of it. */
  shown: number;
}

interface Subject {
  readonly name: string;
  /** It was announced, and keeps its line until all have ended. */
  readonly expected: boolean;
  since?: number;
  steps: readonly Step[];
  detail: string;
  /** The first step that failed. */
  failed?: string;
  end?: { readonly state: End; readonly text: string };
}

/** What is done for whom at the moment, and what was announced. */
export class Subjects {
  readonly #all = new Map<string, Subject>();

  expect(names: readonly string[]): void {
    for (const name of names) this.#all.set(name, { name, expected: true, steps: [], detail: '' });
  }

  start({ subject, step }: Activity, now: number): void {
    const one = this.#of(subject);
    one.since ??= now;
    one.steps = [...one.steps.filter(({ name }) => name !== step), { name: step, since: now, shown: now }];
    one.detail = '';
  }

  detail(subject: string, text: string): void {
    const one = this.#all.get(subject);
    if (one && one.steps.length > 0) one.detail = text;
  }

  /** Seconds since the activity began; 0 for one that did not. */
  secondsOf({ subject, step }: Activity, now: number): number {
    const begun = this.#all.get(subject)?.steps.find(({ name }) => name === step);
    return begun === undefined ? 0 : (now - begun.since) / 1000;
  }

  end({ subject, step }: Activity, outcome: Outcome): void {
    const one = this.#of(subject);
    if (outcome === 'failed') one.failed ??= step;
    one.steps = one.steps.filter(({ name }) => name !== step);
    one.detail = '';
    if (one.steps.length === 0 && !one.expected) this.#all.delete(subject);
  }

  /** Of one that was announced. */
  finish(subject: string, state: End, text: string, now: number): void {
    const one = this.#all.get(subject);
    if (!one?.expected) return;
    const after = one.since === undefined ? '' : ` after ${((now - one.since) / 1000).toFixed(1)} s`;
    one.end = { state, text: state === 'done' ? text : `${[one.failed, text].filter(Boolean).join(': ')}${after}` };
  }

  clear(): void {
    this.#all.clear();
  }

  isExpected(subject: string): boolean {
    return this.#all.get(subject)?.expected === true;
  }

  areSeveral(): boolean {
    return [...this.#all.values()].some(({ expected }) => expected);
  }

  /** Whether nothing goes on, and nothing was announced that has not ended. */
  isIdle(): boolean {
    return [...this.#all.values()].every(({ steps, end, expected }) => steps.length === 0 && (!expected || end));
  }

  /** All of them, in the order in which they were first told of. */
  rows(now: number): Row[] {
    return [...this.#all.values()].flatMap((one) => rowsOf(one, now));
  }

  /** Those that go on and of which no line has told for so long; it is taken to do so now. */
  silent(now: number, ms: number): Row[] {
    const rows: Row[] = [];
    for (const one of this.#all.values())
      for (const step of one.steps) {
        if (now - step.shown < ms) continue;
        step.shown = now;
        rows.push(rowOf(one, step, now));
      }
    return rows;
  }

  #of(name: string): Subject {
    const known = this.#all.get(name) ?? { name, expected: false, steps: [], detail: '' };
    this.#all.set(name, known);
    return known;
  }
}

function rowsOf(one: Subject, now: number): Row[] {
  const { name: subject, steps, end } = one;
  if (end) return [{ subject, ...end }];
  if (steps.length > 0) return steps.map((step) => rowOf(one, step, now));
  return [{ subject, state: one.since === undefined ? 'waiting' : 'running', text: '' }];
}

const rowOf = ({ name: subject, detail }: Subject, { name, since }: Step, now: number): Row => ({
  ...{ subject, state: 'running', text: name, seconds: (now - since) / 1000 },
  detail,
});
