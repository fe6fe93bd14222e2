/** A bake by other means, with the seconds of each of its steps. */
export interface TimedBake<Step extends string> {
  readonly seconds: number;
  readonly cpu: number;
  readonly steps: Readonly<Record<Step, number>>;
}

/** Does something that times its steps; `cpuNow` counts the CPU seconds of all of it. */
export async function timedBake<Step extends string>(
  cpuNow: () => number,
  act: (timed: <T>(step: Step, act: () => Promise<T>) => Promise<T>) => Promise<void>,
): Promise<TimedBake<Step>> {
  const steps = {} as Record<Step, number>;
  const [began, before] = [performance.now(), cpuNow()];
  await act(async (step, one) => {
    const since = performance.now();
    const result = await one();
    steps[step] = (performance.now() - since) / 1000;
    return result;
  });
  return { seconds: (performance.now() - began) / 1000, cpu: cpuNow() - before, steps };
}
