// Preloaded into the real command (`node --import`): ends it with SIGKILL, or stops it, at the place that ROLEBAKE_TEST_KILL tells.
import { Journal } from '../../src/engine/journal.ts';
import type { Kill } from './kill.ts';

const kill = JSON.parse(process.env['ROLEBAKE_TEST_KILL'] ?? 'null') as Kill | null;
if (kill) arm(kill);

function arm({ write, when, step, delayMs = 0, stops }: Kill): void {
  const signal = stops ? 'SIGSTOP' : 'SIGKILL';
  const original: unknown = Reflect.get(Journal.prototype, write);
  if (typeof original !== 'function') throw new Error(`the journal has no ${write}`);
  Reflect.set(Journal.prototype, write, function killing(this: Journal, ...args: unknown[]): unknown {
    const isHere = step === undefined || args[1] === step;
    if (isHere && when === 'before') die(signal, delayMs);
    const value: unknown = Reflect.apply(original, this, args);
    if (isHere && when === 'after') die(signal, delayMs);
    return value;
  });
}

function die(signal: NodeJS.Signals, delayMs: number): void {
  const now = () => process.kill(process.pid, signal);
  if (delayMs > 0) setTimeout(now, delayMs);
  else now();
}
