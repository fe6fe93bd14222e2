/**
 * The same thing, but each call of one of its methods first asks whether it may: `check` throws if not. Reads are asked
 * too, which costs microseconds and leaves no method out.
 */
export function fenced<T extends object>(thing: T, check: () => void): T {
  return new Proxy(thing, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        check();
        return Reflect.apply(value, target, args);
      };
    },
  });
}
