import fc from 'fast-check';

/** How many strings go through each real tool: 200, or what ROLEBAKE_STRINGS says. */
const COUNT = Number(process.env['ROLEBAKE_STRINGS'] ?? 200);
/** The same in each test run, so that it tells of the change and not of chance; ROLEBAKE_SEED takes another one. */
export const SEED = Number(process.env['ROLEBAKE_SEED'] ?? 20_261_124);

const PIECES = [
  ...["'", '"', '\\', '$', '#', '{', '}', '${', '#{', '%{', '%', '<', '>', '<%', '%>', '<%=', '-%>', '%%', '`id`', '-', '='],
  ...['\n', '\r', '\r\n', '\t', ' ', '  ', '\0', '\u0007', '\u001b', '\u007f', '\u0085', '\u00a0', '\u2028', '\ufeff', '\uffff'],
  ...["%{lookup('x')}", "%{literal('%')}", '\\u{41}', '\\x41', 'é', '日', '🎉', '=begin', '__END__', '@(END)', '|', ':', '#$x', '#@x'],
  ...['a', '0', '1_000', '0x1F', '.', ',', '/', '*', '&', '!', '~', 'true', 'undef', 'null'],
] as const; // biome-ignore format: the pieces read as lists

/** Text that means something to one language or another, mixed with any characters at all. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

/** So many values of an arbitrary, the same for the same seed. */
export const sample = <T>(arbitrary: fc.Arbitrary<T>, count = COUNT): T[] =>
  fc.sample(arbitrary, { numRuns: count, seed: SEED });
