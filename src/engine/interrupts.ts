import { Refusal } from '../problem/problem.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

interface Watch {
  readonly signal: AbortSignal;
  readonly end: () => void;
}

let watch: Watch | undefined;
let holders = 0;

/**
 * An abort signal that fires on the first SIGINT or SIGTERM, shared by all jobs of the process until the last lets
 * it go. A second one ends the process at once, as if none were watched: recovery cleans up then.
 */
export function interruptSignal(): Disposable & { readonly signal: AbortSignal } {
  watch ??= startWatch();
  holders += 1;
  return {
    signal: watch.signal,
    [Symbol.dispose]: () => {
      holders -= 1;
      if (holders > 0) return;
      watch?.end();
      watch = undefined;
    },
  };
}

function startWatch(): Watch {
  const controller = new AbortController();
  const end = () => {
    for (const name of SIGNALS) process.off(name, abort);
  };
  const abort = (name: NodeJS.Signals) => {
    end();
    controller.abort(new Refusal({ code: 'interrupted', message: `stopped by ${name}` }));
  };
  for (const name of SIGNALS) process.on(name, abort);
  return { signal: controller.signal, end };
}
