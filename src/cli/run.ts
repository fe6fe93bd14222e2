import { endWithReader } from './closed-output.ts';
import { main } from './program.ts';
import { processTerminal } from './terminal.ts';

/** Of group and others, to read and to enter. */
const READING = 0o055;

/**
 * Runs the command line of this process. Accounts of machines read what it makes, and digests are of its modes: a umask
 * takes nobody the right to read. Whoever may not is kept out where a file is made.
 */
export async function run(): Promise<void> {
  process.umask(process.umask() & ~READING);
  endWithReader();
  process.exitCode = await main(process.argv.slice(2), processTerminal());
}
