import type { Terminal } from './terminal.ts';

/** Something that takes a while: a step of a bake, the making of a base tree. */
export interface Activity {
  /** Whose it is, such as the role that is baked. */
  readonly subject: string;
  readonly step: string;
}

/** Shows what is going on: a line for each step when it ends, and on a terminal what is under way below. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #now: () => Date;
  readonly #json: boolean;
  readonly #running = new Map<string, { activity: Activity; since: number; detail: string }>();
  #timer: NodeJS.Timeout | undefined;
  #drawn = false;

  constructor(terminal: Terminal, now: () => Date, json: boolean) {
    this.#terminal = terminal;
    this.#now = now;
    this.#json = json;
  }

  start(activity: Activity): void {
    this.#running.set(keyOf(activity), { activity, since: this.#now().getTime(), detail: '' });
    if (this.#json) this.#event('started', activity);
    else if (this.#terminal.live) this.#timer ??= setInterval(() => this.#draw(), 120).unref();
    else this.#line(`${label(activity)} ...`);
  }

  /** What the activity does at the moment, such as the package being installed. */
  detail(activity: Activity, text: string): void {
    const running = this.#running.get(keyOf(activity));
    if (running)
      running.detail =
        text
          .split('\n')
          .findLast((line) => line.trim() !== '')
          ?.trim() ?? running.detail;
  }

  end(activity: Activity, outcome: 'done' | 'failed' | 'replayed', note = ''): void {
    const running = this.#running.get(keyOf(activity));
    const seconds = running ? (this.#now().getTime() - running.since) / 1000 : 0;
    this.#running.delete(keyOf(activity));
    if (this.#running.size === 0) this.#stop();
    if (this.#json) this.#event(outcome, activity, seconds);
    else
      this.#line(
        `${label(activity)} ${this.#outcome(outcome, seconds)}${note === '' ? '' : `  ${this.#terminal.paint('quiet', note)}`}`,
      );
  }

  /** A line of its own. */
  say(text: string): void {
    if (this.#json) this.#terminal.err(`${JSON.stringify({ event: 'message', text })}\n`);
    else this.#line(text);
  }

  /** Does something while it is shown. */
  async during<T>(
    activity: Activity,
    act: (detail: (text: string) => void) => Promise<T>,
    note?: (result: T) => string,
  ): Promise<T> {
    this.start(activity);
    try {
      const result = await act((text) => this.detail(activity, text));
      this.end(activity, 'done', note?.(result));
      return result;
    } catch (error) {
      this.end(activity, 'failed');
      throw error;
    }
  }

  #outcome(outcome: 'done' | 'failed' | 'replayed', seconds: number): string {
    if (outcome === 'failed') return this.#terminal.paint('bad', `failed after ${seconds.toFixed(1)} s`);
    if (outcome === 'replayed') return this.#terminal.paint('quiet', 'done before');
    return `${seconds.toFixed(1).padStart(5)} s`;
  }

  #event(event: string, { subject, step }: Activity, seconds?: number): void {
    this.#terminal.err(
      `${JSON.stringify({ event, subject, step, at: this.#now().toISOString(), ...(seconds === undefined ? {} : { seconds }) })}\n`,
    );
  }

  #line(text: string): void {
    if (this.#drawn) this.#terminal.err('\r\u001b[K');
    this.#drawn = false;
    this.#terminal.err(`${text}\n`);
  }

  #draw(): void {
    const now = this.#now().getTime();
    const parts = [...this.#running.values()].map(({ activity, since, detail }) => {
      const seconds = ((now - since) / 1000).toFixed(0);
      return `${activity.subject} ${activity.step} ${seconds} s${detail === '' ? '' : ` (${detail})`}`;
    });
    const text = parts
      .join(' | ')
      .replace(/[\p{Cc}]/gu, ' ')
      .slice(0, this.#terminal.columns - 1);
    this.#terminal.err(`\r\u001b[K${this.#terminal.paint('quiet', text)}`);
    this.#drawn = true;
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
