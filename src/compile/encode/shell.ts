/** One command line for a POSIX shell that runs exactly these words; none of them holds a NUL. */
export const shellCommand = (argv: readonly string[]): string => argv.map(shellWord).join(' ');

const shellWord = (word: string): string =>
  /^[\w./:=@+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
