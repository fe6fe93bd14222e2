#!/usr/bin/env node
// Starts rolebake on the Node that it was made for: this one if it is new enough, else the one that npm installed beside it.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { constants, homedir } from 'node:os';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
const compiled = new URL('../dist/cli/main.js', import.meta.url);
const main = existsSync(compiled) ? compiled : new URL('../src/cli/main.ts', import.meta.url);

// V8's own cache of what it compiled; in a folder of this user alone, because what lies there is run.
const home = process.env.XDG_CACHE_HOME || `${homedir()}/.cache`;
if (statSync(home, { throwIfNoEntry: false })?.uid === process.getuid?.()) enableCompileCache(`${home}/rolebake/code`);

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  await import(main.href);
} else {
  const node = createRequire(import.meta.url).resolve('node/bin/node');
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends SIGINT to both; what is sent to this process alone goes on to the one that works.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
