/** Ends a switch over a closed union: the compiler refuses a forgotten case, a running program stops. */
export function unreachable(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
