/**
 * One POSIX shell command line that passes exactly these arguments. sshd hands every command to the
 * user's login shell, so this is the one place where arguments meet a shell. A NUL cannot be passed.
 */
export function quoteArgv(argv: readonly string[]): string {
  return argv.map(quoteArgument).join(' ');
}

function quoteArgument(argument: string): string {
  if (argument.includes('\0')) throw new Error('an argument cannot hold a NUL byte');
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
