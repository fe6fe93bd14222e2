#!/usr/bin/env node
import { main } from './program.ts';
import { processTerminal } from './terminal.ts';

// Not awaited: the build is CommonJS, which has no await outside of functions.
main(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
