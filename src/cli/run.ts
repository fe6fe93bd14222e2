import { main } from './program.ts';
import { processTerminal } from './terminal.ts';

/** Runs the command line of this process. */
export async function run(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), processTerminal());
}
