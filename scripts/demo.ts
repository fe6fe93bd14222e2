import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Collector } from './demo/collector.ts';
import { endEnvironment, showRelease } from './demo/environment.ts';
import { DemoFailure, Shop } from './demo/shop.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SHOP = `${ROOT}/examples/shop`;
/** The host's own address on the machines' network. */
const HOST_ADDRESS = '10.87.0.1';

type Heads = readonly { readonly tag: string }[];
interface Launched {
  readonly id: string;
  readonly address: string;
  readonly urls: readonly string[];
}

async function demo(shop: Shop): Promise<void> {
  shop.heading('1  Compile: two roles become Puppet and Chef');
  await shop.run('compile');
  shop.heading('2  What the images build on, as tags');
  const heads = await shop.ask<Heads>('heads');
  const os = heads.find(({ tag }) => tag.startsWith('os/'));
  if (os) shop.say(`${os.tag} is there; rolebake os update would look for a newer one`);
  else await shop.run('os', 'update');
  await shop.run('app', 'tag', 'shop', 'app', '--release', '1.0.0');
  shop.heading('3  Bake: web with Puppet, worker with Chef, each in a fresh machine over ssh');
  await shop.run('bake', '--all');
  shop.heading('4  Publish: generated roles and ledger go to the config repo');
  await shop.run('publish', '--author', 'rolebake demo <demo@example.org>');
  shop.heading('5  Launch web from its tag, with flags, and see it answer');
  await launchAndLook(shop);
  shop.heading('6  Release: both roles together in the environment test, under names, behind a balancer');
  await showRelease(shop, SHOP, '../../.demo/status.svg');
  await shop.run('ledger', 'verify');
  await summary(shop);
}

async function launchAndLook(shop: Shop): Promise<void> {
  await using collector = await Collector.at(HOST_ADDRESS);
  const flags = {
    DATABASE_URL: 'postgres://orders.example/shop',
    BANNER: 'Baked, not configured',
    LOG_COLLECTOR: collector.address,
    LOG_COLLECTOR_PORT: String(collector.port),
  };
  const words = Object.entries(flags).flatMap(([name, value]) => ['--flag', `${name}=${value}`]);
  const started = performance.now();
  const [machine] = await Promise.all([shop.ask<Launched>('launch', 'role/web', ...words), collector.start()]);
  try {
    shop.say(
      `${machine.id} answers at ${machine.address}, ${((performance.now() - started) / 1000).toFixed(1)} s after the command`,
    );
    const page = await (await fetch(machine.urls[0] ?? '')).text();
    shop.say(`GET ${machine.urls[0]}\n  ${page.trim()}`);
    shop.say('the collector (rsyslogd) has received:');
    for (const line of await logLines(shop, collector)) shop.say(`  ${line}`);
  } finally {
    await shop.run('terminate', machine.id);
  }
}

/** Waits until a line of each of web's two logs is there. */
async function logLines(shop: Shop, collector: Collector): Promise<string[]> {
  const wanted = ['web-access', 'web-app'];
  for (let tries = 0; tries < 200; tries++) {
    const lines = collector.lines();
    if (wanted.every((tag) => lines.some((line) => line.includes(tag)))) return lines;
    shop.refuseStopped();
    await sleep(100);
  }
  throw new Error(`no line of ${wanted.join(' or ')} came within 20 s; what came: ${collector.lines().join(' / ')}`);
}

async function summary(shop: Shop): Promise<void> {
  shop.heading('Done. These tags are in the ledger now');
  await shop.run('heads');
  shop.say(`
The shop is up in the environment test for an hour: http://web.test.shop.example/, for who asks its name server.
.demo/status.svg is a picture of it. The config repo is .demo/config.git, what was generated is in generated/. What to
type next:

  cd examples/shop
  npx rolebake status                                       what runs, and how to ask for its names
  npx rolebake down --env test                              ends it
  npx rolebake show role/web                                what is in the image, and the flags that it takes
  echo '2.0.0' > app/VERSION                                a new release of the application ...
  npx rolebake app tag shop app --release 2.0.0             ... gets a tag ...
  npx rolebake plan                                         ... and both roles have a reason to be baked again
  git -C ../../.demo/config.git log                         what operators see
`);
}

/** A demo that fails or is interrupted leaves no machine. */
async function endAll(shop: Shop): Promise<void> {
  await endEnvironment(shop).catch(() => undefined);
  await shop.ask('terminate', '--all').catch(() => undefined);
}

/**
 * At the first signal no further command is begun. The one that runs hears it, too: a job knows nothing of SIGHUP, which
 * is for it what SIGTERM is. A second signal ends the demo as it stands.
 */
function stopAtSignals(shop: Shop): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => {
      shop.stop();
      if (name === 'SIGHUP') process.kill(process.pid, 'SIGTERM');
    });
}

const shop = new Shop(SHOP);
if (process.argv.includes('--fresh')) rmSync(`${ROOT}/.demo`, { recursive: true, force: true });
stopAtSignals(shop);
const started = performance.now();
try {
  await demo(shop);
  shop.say(`the demo took ${((performance.now() - started) / 1000).toFixed(1)} s`);
} catch (error) {
  await endAll(new Shop(SHOP));
  if (!(error instanceof DemoFailure)) throw error;
  shop.say(error.message);
  process.exitCode = error.exitCode;
}
