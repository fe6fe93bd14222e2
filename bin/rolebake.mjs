#!/usr/bin/env node
// Starts rolebake on the Node that it was made for: this one if it is new enough, else the one that npm installed beside it.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import * as modules from 'node:module';
import { constants, homedir } from 'node:os';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
const compiled = new URL('../dist/cli/main.js', import.meta.url);
const sources = fileURLToPath(new URL('../src', import.meta.url));
const main = isCurrent() ? compiled : new URL('../src/cli/main.ts', import.meta.url);

/** Whether there is a build, and no source is younger; a package has no sources. */
function isCurrent() {
  const built = statSync(compiled, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const isOlder = (name) => statSync(`${sources}/${name}`).mtimeMs < built;
  return built > 0 && (!existsSync(sources) || readdirSync(sources, { recursive: true }).every(isOlder));
}

// V8's own cache of what it compiled. What lies there is run: so it is in a folder of this user's own, or there is none.
const home = process.env.XDG_CACHE_HOME || homedir();
const isOwn = statSync(home, { throwIfNoEntry: false })?.uid === process.getuid?.();
const code = process.env.XDG_CACHE_HOME ? `${home}/rolebake/code` : `${home}/.cache/rolebake/code`;

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  if (isOwn) modules.enableCompileCache(code);
  await import(main.href);
} else {
  const node = modules.createRequire(import.meta.url).resolve('node/bin/node');
  const env = isOwn ? { NODE_COMPILE_CACHE: code, ...process.env } : process.env;
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit', env });
  // A terminal sends SIGINT to both; what is sent to this process alone goes on to the one that works.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
