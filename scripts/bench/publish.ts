import { join } from 'node:path';
import { sbomOf } from '../../src/bake/sbom.ts';
import { loadCatalog } from '../../src/catalog/load.ts';
import { platformFiles } from '../../src/cli/session.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Branch } from '../../src/config-repo/branch.ts';
import { publish } from '../../src/config-repo/publish.ts';
import { realEffects } from '../../src/host/effects.ts';
import { runChecked } from '../../src/host/processes.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { factOf } from '../../test/ledger/build.ts';
import type { RunBench } from './bench.ts';
import { figure } from './figure.ts';
import { inventory } from './inventory.ts';
import type { Lab } from './lab.ts';
import { medianOf } from './median.ts';

/** So many packages are in the bill of materials of an image; each bake has another version of one. */
const PACKAGES = 250;

/**
 * Publishes bakes one by one, each with a tag, a bill of materials and a line of code that changed, and measures the packs
 * of the repository, packed as `git gc` does, before and after them.
 */
export const benchPublish: RunBench = async ({ lab, counts }) => {
  const repo = join(lab.folder, 'config.git');
  const ledger = openLedger(join(lab.folder, 'ledger'), realEffects);
  const files = new Map(compileInventory(counts.roles));
  lab.say(`${counts.roles} roles, ${files.size} generated files: the first publish`);
  await publishNow(lab, ledger, files);
  const first = await packOf(repo, lab);
  const runs: { ms: number; cpuMs: number }[] = [];
  for (let bake = 0; bake < counts.bakes; bake++) {
    lab.signal.throwIfAborted();
    if (bake % 20 === 0) lab.say(`bake ${bake} of ${counts.bakes}`);
    await record(ledger, files, bake, counts.roles);
    const [began, before] = [performance.now(), process.cpuUsage()];
    await publishNow(lab, ledger, files);
    const { user, system } = process.cpuUsage(before);
    runs.push({ ms: performance.now() - began, cpuMs: (user + system) / 1000 });
  }
  const last = await packOf(repo, lab);
  return [
    figure('generated files', files.size, 'files'),
    figure('pack of the first commit', first.kilobytes, 'kB'),
    figure('pack of all', last.kilobytes, 'kB'),
    figure('pack, a bake', (last.kilobytes - first.kilobytes) / counts.bakes, 'kB'),
    figure('objects, a bake', (last.objects - first.objects) / counts.bakes, 'objects'),
    figure('a bake unpacked, as the server gets it', last.looseKilobytes / counts.bakes, 'kB'),
    figure(
      'publish',
      medianOf(runs, ({ ms }) => ms),
      'ms',
    ),
    figure(
      'publish, CPU of rolebake alone',
      medianOf(runs, ({ cpuMs }) => cpuMs),
      'ms',
    ),
  ];
};

function compileInventory(roles: number) {
  const checked = loadCatalog({ shownAs: '', texts: inventory(roles), problems: [] }, platformFiles());
  if (!checked.ok) throw new Error(checked.problems[0]?.message);
  return compile(checked.value);
}

/** What a bake of one role leaves: a tag with a bill of materials, and a value that was changed for it. */
async function record(ledger: Ledger, files: Map<string, string>, bake: number, roles: number): Promise<void> {
  const role = `role_${bake % roles}`;
  const path = `puppet/data/role/${role}.yaml`;
  files.set(path, `${files.get(path)?.replace(/# bake \d+\n$/, '')}# bake ${bake}\n`);
  const packages = Array.from({ length: PACKAGES }, (_, index) => ({
    ...{ name: `package-${index}`, architecture: 'amd64' },
    version: `1.${index}-${index === bake % PACKAGES ? bake : 1}`,
  }));
  const parent = { tag: 'os/debian-12@1', digest: digestOf('os') };
  const objects = { sbom: await ledger.putObject(sbomOf({ role, parent }, packages)) };
  const parts = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`part ${index}`, digestOf(`${role} ${index}`)]),
  );
  const made = { key: digestOf(`key ${bake}`), converger: digestOf('converger'), rolebake: '0.1.0', parts };
  const run = { target: 'puppet' as const, resources: 24, seconds: 15.2 };
  await ledger.append({ ...factOf(`role/${role}`, bake), objects, job: `bake-${bake}`, bake: { ...made, ...run } });
}

async function publishNow(lab: Lab, ledger: Ledger, generated: ReadonlyMap<string, string>): Promise<void> {
  const contents = async (branch: Branch) => {
    await ledger.merge(await branch.ledger(await ledger.files()));
    const files = new Map<string, string | Buffer>(generated);
    for (const [path, bytes] of await ledger.files()) files.set(`ledger/${path}`, bytes);
    return { files, message: () => 'baked\n' };
  };
  const place = { repo: join(lab.folder, 'config.git'), branch: 'main', workDir: join(lab.folder, 'work') };
  const author = { name: 'Bench', email: 'bench@example.org' };
  await publish({ ...place, contents, author, createIfMissing: true }, realEffects);
}

/** What the repository takes as it is, and packed. */
async function packOf(repo: string, { signal }: Lab) {
  const git = async (...args: string[]) => runChecked(realEffects.run, { argv: ['git', '-C', repo, ...args], signal });
  const count = async () => {
    const lines = (await git('count-objects', '-v')).trim().split('\n');
    return Object.fromEntries(lines.map((line) => line.split(': '))) as Record<string, string>;
  };
  const looseKilobytes = Number((await count())['size']);
  await git('gc', '--quiet', '--prune=now');
  const packed = await count();
  return { kilobytes: Number(packed['size-pack']), objects: Number(packed['in-pack']), looseKilobytes };
}
