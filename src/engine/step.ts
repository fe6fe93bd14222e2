import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldJob } from './held-job.ts';
import type { StepEvent } from './job.ts';
import { ONCE, pauseAfter, type Retries } from './retries.ts';
import { errorText } from './thrown.ts';

type Held = Pick<HeldJob<never, unknown>, 'journal' | 'claim' | 'observe' | 'signal'> & {
  readonly kind: { readonly name: string };
};

/** Does a step of a job once: its intent is in the journal before, its result after, and a replay gives that again. */
export async function runStep<T>(held: Held, name: string, act: () => Promise<T>, retries: Retries = ONCE): Promise<T> {
  const { journal, claim } = held;
  const kept = journal.step(claim.job, name);
  if (kept?.state === 'done') {
    held.observe({ ...eventOf(held, name), phase: 'replayed' });
    return kept.result as T;
  }
  held.signal.throwIfAborted();
  journal.startStep(claim, name);
  return await observed(held, name, async () => {
    const text = await triedOften(held, name, act, retries);
    journal.endStep(claim, name, text);
    // What a replay will give, given the first time too.
    return (text === null ? undefined : JSON.parse(text)) as T;
  });
}

/** Tells the observer when something begins and how it ends. */
export async function observed<T>(held: Held, name: string, act: () => Promise<T>): Promise<T> {
  const event = eventOf(held, name);
  const { monotonicMs } = held.journal.clock;
  const began = monotonicMs();
  const seconds = () => (monotonicMs() - began) / 1000;
  held.observe({ ...event, phase: 'started' });
  try {
    const value = await act();
    held.observe({ ...event, phase: 'done', seconds: seconds() });
    return value;
  } catch (error) {
    held.observe({ ...event, phase: 'failed', seconds: seconds() });
    throw error;
  }
}

async function triedOften(
  held: Held,
  name: string,
  act: () => Promise<unknown>,
  retries: Retries,
): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return JSON.stringify(await act()) ?? null;
    } catch (error) {
      if (held.journal.holds(held.claim)) held.journal.failStep(held.claim, name, error);
      if (held.signal.aborted || attempt >= retries.tries || !retries.isTransient(error)) throw error;
      await pause(held, { name, attempt, retries, error });
      held.journal.startStep(held.claim, name);
    }
  }
}

interface FailedTry {
  readonly name: string;
  readonly attempt: number;
  readonly retries: Retries;
  readonly error: unknown;
}

async function pause(held: Held, { name, attempt, retries, error }: FailedTry): Promise<void> {
  const ms = pauseAfter(attempt, retries, held.journal.random());
  const next = { attempt: attempt + 1, of: retries.tries, pauseSeconds: ms / 1000, why: errorText(error) };
  held.observe({ ...eventOf(held, name), phase: 'retrying', ...next });
  await sleep(ms, undefined, { signal: held.signal }).catch(() => held.signal.throwIfAborted());
}

function eventOf(held: Held, name: string): Pick<StepEvent, 'job' | 'kind' | 'step'> {
  return { job: held.claim.job, kind: held.kind.name, step: name };
}
