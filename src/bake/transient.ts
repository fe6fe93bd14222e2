import type { Retries } from '../engine/retries.ts';
import type { ProblemCode } from '../problem/codes.ts';
import { Refusal } from '../problem/problem.ts';

/**
 * What may be gone at the next try: a connection that was cut, a machine that did not boot, a mirror that did not
 * answer. An ill recipe stays one.
 */
const TRANSIENT: readonly ProblemCode[] = ['ssh-failed', 'boot-failed', 'mirror-failed'];

/** The steps of a bake are tried so often, where that can help. */
export const IF_TRANSIENT: Retries = {
  tries: 3,
  pauseMs: 4_000,
  isTransient: (error) => error instanceof Refusal && error.problems.every(({ code }) => TRANSIENT.includes(code)),
};
