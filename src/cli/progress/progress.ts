import { stripVTControlCharacters } from 'node:util';
import type { Effects } from '../../host/effects.ts';
import type { Terminal } from '../terminal.ts';
import type { Activity, End, NextTry, Outcome } from './activity.ts';
import { LiveBlock } from './live-block.ts';
import { overview, type Row } from './overview.ts';
import { Subjects } from './subjects.ts';

const REDRAW_MS = 100;
/** Where no line can be written over, a step that takes longer than this tells so, again and again. */
const SIGN_OF_LIFE_MS = 5_000;

/**
 * Shows what is going on. On a terminal: a line for each thing under way, written anew as it goes. Elsewhere: a line for
 * each step when it ends, and now and then one of what is under way. As JSON: an event a line.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #effects: Pick<Effects, 'now' | 'monotonicMs'>;
  readonly #json: boolean;
  readonly #subjects = new Subjects();
  readonly #block: LiveBlock | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal, effects: Pick<Effects, 'now' | 'monotonicMs'>, json: boolean) {
    this.#terminal = terminal;
    this.#effects = effects;
    this.#json = json;
    this.#block = terminal.live && !json ? new LiveBlock(terminal) : undefined;
  }

  /**
   * Says what is to come, a few at a time: on a terminal each of several keeps a line until all have ended, and its steps
   * get none of their own.
   */
  expect(subjects: readonly string[]): void {
    if (subjects.length < 2 || this.#block === undefined) return;
    this.#subjects.expect(subjects);
    this.#timer ??= this.#ticking();
  }

  /** What came of all that was to be done for a subject. */
  finish(subject: string, end: End, text: string): void {
    if (this.#json) this.#write({ event: 'ended', subject, outcome: end, text, at: this.#effects.now().toISOString() });
    else this.#subjects.finish(subject, end, text, this.#effects.monotonicMs());
  }

  /** Nothing more is to come: the lines that were written over go, for the answer says what came of all. */
  settle(): void {
    this.#subjects.clear();
    this.#stop();
  }

  start(activity: Activity): void {
    this.#subjects.start(activity, this.#effects.monotonicMs());
    if (this.#json) this.#event('started', activity);
    else this.#timer ??= this.#ticking();
  }

  /** What goes on for a subject at the moment, such as the resource being applied. */
  detail(subject: string, text: string): void {
    const line = text.split('\n').findLast((one) => one.trim() !== '');
    if (line === undefined) return;
    this.#subjects.detail(
      subject,
      stripVTControlCharacters(line)
        .trim()
        .replace(/\p{Cc}/gu, ' '),
    );
  }

  /** `known`: how many seconds it took, where that is not the time since its start was shown. */
  end(activity: Activity, outcome: Outcome, known?: number): void {
    const seconds = known ?? this.#subjects.secondsOf(activity, this.#effects.monotonicMs());
    this.#subjects.end(activity, outcome);
    if (this.#json) this.#event(outcome, activity, seconds);
    else if (!this.#subjects.isExpected(activity.subject))
      this.#line(`${label(activity)} ${this.#outcome(outcome, seconds)}`);
    if (this.#subjects.isIdle()) this.#stop();
  }

  /** An activity has failed and is tried again. */
  retry(activity: Activity, { attempt, of, pauseSeconds, why }: NextTry): void {
    const words = `try ${attempt} of ${of} in ${pauseSeconds.toFixed(0)} s: ${why.split('\n')[0]}`;
    if (this.#json) this.#event('retrying', activity, undefined, { attempt, of, pauseSeconds, why });
    else this.#line(`${label(activity)} ${this.#terminal.paint('warn', words)}`);
  }

  /** A line of its own. */
  say(text: string): void {
    if (this.#json) this.#write({ event: 'message', text });
    else this.#line(text);
  }

  /** Does something while it is shown. */
  async during<T>(activity: Activity, act: (detail: (text: string) => void) => Promise<T>): Promise<T> {
    this.start(activity);
    try {
      const result = await act((text) => this.detail(activity.subject, text));
      this.end(activity, 'done');
      return result;
    } catch (error) {
      this.end(activity, 'failed');
      throw error;
    }
  }

  #outcome(outcome: Outcome, seconds: number): string {
    if (outcome === 'failed') return this.#terminal.paint('bad', `failed after ${seconds.toFixed(1)} s`);
    if (outcome === 'replayed') return this.#terminal.paint('quiet', 'done before');
    return `${seconds.toFixed(1).padStart(5)} s`;
  }

  #event(event: string, { subject, step }: Activity, seconds?: number, more: object = {}): void {
    const took = seconds === undefined ? {} : { seconds };
    this.#write({ event, subject, step, at: this.#effects.now().toISOString(), ...took, ...more });
  }

  #write(event: object): void {
    this.#terminal.err(`${JSON.stringify(event)}\n`);
  }

  #line(text: string): void {
    if (this.#block) this.#block.above(text);
    else this.#terminal.err(`${text}\n`);
  }

  #ticking(): NodeJS.Timeout {
    if (this.#block) return setInterval(() => this.#draw(), REDRAW_MS).unref();
    return setInterval(() => this.#signsOfLife(), 1_000).unref();
  }

  #draw(): void {
    const { paint, columns, rows, unicode } = this.#terminal;
    const now = this.#effects.monotonicMs();
    const lines = overview(
      this.#subjects.rows(now),
      { paint, columns, rows, unicode, now },
      this.#subjects.areSeveral(),
    );
    this.#block?.draw(lines);
  }

  #signsOfLife(): void {
    const now = this.#effects.monotonicMs();
    for (const row of this.#subjects.silent(now, SIGN_OF_LIFE_MS)) this.#line(`  ... ${statusText(row)}`);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#block?.clear();
  }
}

const LONGEST_STATUS = 100;

const statusText = ({ subject, text, seconds = 0, detail = '' }: Row): string =>
  `${subject} ${text} ${seconds.toFixed(0)} s${detail === '' ? '' : `: ${detail}`}`.slice(0, LONGEST_STATUS);

const label = ({ subject, step }: Activity): string => `  ${subject.padEnd(14)} ${step.padEnd(26)}`;
