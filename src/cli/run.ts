import { endWithReader } from './closed-output.ts';
import { main } from './program.ts';
import { processTerminal } from './terminal.ts';

/** Runs the command line of this process. */
export async function run(): Promise<void> {
  endWithReader();
  process.exitCode = await main(process.argv.slice(2), processTerminal());
}
