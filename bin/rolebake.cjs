#!/usr/bin/env node
// Starts rolebake on the Node that it was made for: this one if it is new enough, else the one that npm installed beside
// it. CommonJS, as the build is: Node starts it sooner.
const { existsSync, readdirSync, statSync } = require('node:fs');
const modules = require('node:module');
const { homedir } = require('node:os');
const { join } = require('node:path');

const NEEDED_MAJOR = 24;
const built = join(__dirname, '../dist/main.cjs');
const sources = join(__dirname, '../src');

/** Whether there is a build, and nothing that it is made from is younger; a package has no sources. */
function isCurrent() {
  const time = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const isOlder = (folder) => readdirSync(folder, { recursive: true }).every((name) => statSync(`${folder}/${name}`).mtimeMs < time);
  return time > 0 && (!existsSync(sources) || [sources, `${sources}/../schemas`, `${sources}/../role-templates`].every(isOlder));
}

// V8's own cache of what it compiled. What lies there is run: so it is in a folder of this user's own, or there is none.
const home = process.env.XDG_CACHE_HOME || homedir();
const isOwn = statSync(home, { throwIfNoEntry: false })?.uid === process.getuid?.();
const code = process.env.XDG_CACHE_HOME ? `${home}/rolebake/code` : `${home}/.cache/rolebake/code`;

/** Starts this file with the Node that npm installed, and ends as it does. */
function startOther() {
  const { spawn } = require('node:child_process');
  const { constants } = require('node:os');
  const child = spawn(require.resolve('node/bin/node'), [__filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends SIGINT to both; what is sent to this process alone goes on to the one that works.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (status, signal) => {
    process.exitCode = status ?? 128 + constants.signals[signal];
  });
}

if (Number(process.versions.node.split('.')[0]) < NEEDED_MAJOR) startOther();
else {
  if (isOwn) modules.enableCompileCache(code);
  if (isCurrent()) require(built).run();
  else import(join(sources, 'cli/main.ts'));
}
