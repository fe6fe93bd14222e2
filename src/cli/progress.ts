import type { Terminal } from './terminal.ts';

/** Something that takes a while: a step of a bake, the making of a base tree. */
export interface Activity {
  /** Whose it is, such as the role that is baked. */
  readonly subject: string;
  readonly step: string;
}

/** The next try of an activity that has failed. */
export interface NextTry {
  readonly attempt: number;
  readonly of: number;
  readonly pauseSeconds: number;
  readonly why: string;
}

/** How an activity ended; replayed: it was done by an earlier try. */
type Outcome = 'done' | 'failed' | 'replayed';

interface Running {
  readonly activity: Activity;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** When a line last told of it. */
  shown: number;
  detail: string;
}

const REDRAW_MS = 120;
/** Where no line can be written over, a step that takes longer than this tells so, again and again. */
const SIGN_OF_LIFE_MS = 5_000;

/**
 * Shows what is going on: a line for each step when it ends, and what is under way: below it on a terminal, else by a
 * line now and then.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #now: () => Date;
  readonly #json: boolean;
  readonly #running = new Map<string, Running>();
  #timer: NodeJS.Timeout | undefined;
  #drawn = false;

  constructor(terminal: Terminal, now: () => Date, json: boolean) {
    this.#terminal = terminal;
    this.#now = now;
    this.#json = json;
  }

  start(activity: Activity): void {
    const now = this.#now().getTime();
    this.#running.set(keyOf(activity), { activity, since: now, shown: now, detail: '' });
    if (this.#json) this.#event('started', activity);
    else this.#timer ??= this.#ticking();
  }

  /** What goes on for a subject at the moment, such as the resource being applied. */
  detail(subject: string, text: string): void {
    const line = text.split('\n').findLast((one) => one.trim() !== '');
    if (line === undefined) return;
    for (const running of this.#running.values())
      if (running.activity.subject === subject) running.detail = line.trim();
  }

  /** `known`: how many seconds it took, where that is not the time since its start was shown. */
  end(activity: Activity, outcome: Outcome, known?: number): void {
    const running = this.#running.get(keyOf(activity));
    const seconds = known ?? (running ? (this.#now().getTime() - running.since) / 1000 : 0);
    this.#running.delete(keyOf(activity));
    if (this.#running.size === 0) this.#stop();
    if (this.#json) this.#event(outcome, activity, seconds);
    else this.#line(`${label(activity)} ${this.#outcome(outcome, seconds)}`);
  }

  /** An activity has failed and is tried again. */
  retry(activity: Activity, { attempt, of, pauseSeconds, why }: NextTry): void {
    const tries = { attempt, of, pauseSeconds, why };
    const words = `try ${attempt} of ${of} in ${pauseSeconds.toFixed(0)} s: ${why.split('\n')[0]}`;
    if (this.#json) this.#write('retrying', activity, tries);
    else this.#line(`${label(activity)} ${this.#terminal.paint('warn', words)}`);
  }

  /** A line of its own. */
  say(text: string): void {
    if (this.#json) this.#terminal.err(`${JSON.stringify({ event: 'message', text })}\n`);
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

  #event(event: string, activity: Activity, seconds?: number): void {
    this.#write(event, activity, seconds === undefined ? {} : { seconds });
  }

  #write(event: string, { subject, step }: Activity, more: object): void {
    this.#terminal.err(`${JSON.stringify({ event, subject, step, at: this.#now().toISOString(), ...more })}\n`);
  }

  #line(text: string): void {
    if (this.#drawn) this.#terminal.err('\r\u001b[K');
    this.#drawn = false;
    this.#terminal.err(`${text}\n`);
  }

  #ticking(): NodeJS.Timeout {
    if (this.#terminal.live) return setInterval(() => this.#draw(), REDRAW_MS).unref();
    return setInterval(() => this.#signsOfLife(), 1_000).unref();
  }

  #draw(): void {
    const text = [...this.#running.values()].map((one) => this.#status(one)).join(' | ');
    this.#terminal.err(`\r\u001b[K${this.#terminal.paint('quiet', text.slice(0, this.#terminal.columns - 1))}`);
    this.#drawn = true;
  }

  #signsOfLife(): void {
    const now = this.#now().getTime();
    for (const running of this.#running.values()) {
      if (now - running.shown < SIGN_OF_LIFE_MS) continue;
      running.shown = now;
      this.#line(`  ... ${this.#status(running)}`);
    }
  }

  #status({ activity, since, detail }: Running): string {
    const seconds = ((this.#now().getTime() - since) / 1000).toFixed(0);
    const text = `${activity.subject} ${activity.step} ${seconds} s${detail === '' ? '' : `: ${detail}`}`;
    return text.replace(/\p{Cc}/gu, ' ').slice(0, 100);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#drawn) this.#terminal.err('\r\u001b[K');
    this.#drawn = false;
  }
}

const keyOf = ({ subject, step }: Activity): string => `${subject}\0${step}`;
const label = ({ subject, step }: Activity): string => `  ${subject.padEnd(14)} ${step.padEnd(26)}`;
