import { isProcessAlive, type ProcessIdentity } from '../../../../src/host/process-identity.ts';

const EVERY_MS = 100;

/** Calls back once when a process has ended; until disposed of. */
export function watchEnd(process: ProcessIdentity, onEnd: () => void): Disposable {
  const timer = setInterval(() => {
    if (isProcessAlive(process)) return;
    clearInterval(timer);
    onEnd();
  }, EVERY_MS).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
