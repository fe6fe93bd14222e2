import { chmod, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from '../../../host/cached-folder.ts';
import type { Effects } from '../../../host/effects.ts';
import { runChecked } from '../../../host/processes.ts';
import { Refusal } from '../../../problem/problem.ts';
import { INIT } from './early-boot.ts';

/** Debian's package that depends on its newest kernel for virtual machines. */
const NEWEST_KERNEL = 'linux-image-cloud-amd64';

/** A kernel and what it starts first; files of the host's cache. */
export interface BootParts {
  readonly kernel: string;
  readonly initrd: string;
}

/** Debian's kernel as this host's apt offers it, from the cache if it was fetched before. */
export async function bootParts(cache: string, effects: Effects): Promise<BootParts> {
  const kernelPackage = await newestKernel(effects);
  const folder = await cachedFolder(join(cache, 'boot', kernelPackage), effects, (partial) =>
    makeParts(partial, kernelPackage, effects),
  );
  return { kernel: join(folder, 'vmlinuz'), initrd: join(folder, 'initrd') };
}

async function newestKernel({ run }: Effects): Promise<string> {
  const { stdout } = await run({ argv: ['apt-cache', 'depends', '--important', NEWEST_KERNEL] });
  const name = /^\s*Depends: (linux-image-[a-z0-9.+-]+)$/m.exec(stdout)?.[1];
  if (name !== undefined) return name;
  const message = `apt on this host does not know ${NEWEST_KERNEL}`;
  throw new Refusal({ code: 'no-apt-sources', message, hint: 'apt-get update' });
}

async function makeParts(folder: string, kernelPackage: string, effects: Effects): Promise<void> {
  const unpacked = join(folder, 'unpacked');
  await fetchPackages([kernelPackage, 'busybox-static'], unpacked, effects);
  const version = kernelPackage.replace('linux-image-', '');
  await cp(join(unpacked, 'boot', `vmlinuz-${version}`), join(folder, 'vmlinuz'));
  await makeInitrd(join(folder, 'initrd'), { unpacked, version }, effects);
  await rm(unpacked, { recursive: true });
}

async function fetchPackages(names: readonly string[], folder: string, { run }: Effects): Promise<void> {
  await mkdir(folder);
  await runChecked(run, { argv: ['apt-get', 'download', '--quiet', ...names], cwd: folder });
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.deb'))) {
    await runChecked(run, { argv: ['dpkg-deb', '--extract', file, '.'], cwd: folder });
    await rm(join(folder, file));
  }
}

/** A cpio of busybox, the init and all modules. */
async function makeInitrd(
  path: string,
  { unpacked, version }: { unpacked: string; version: string },
  { run }: Effects,
) {
  const root = `${path}.root`;
  for (const part of ['bin', 'dev', 'proc', 'sys', 'root', 'lib']) await mkdir(join(root, part), { recursive: true });
  await cp(join(unpacked, 'bin/busybox'), join(root, 'bin/busybox'));
  await cp(join(unpacked, 'lib/modules'), join(root, 'lib/modules'), { recursive: true });
  await runChecked(run, { argv: [join(root, 'bin/busybox'), 'depmod', '-b', root, version] });
  await writeFile(join(root, 'init'), INIT);
  await chmod(join(root, 'init'), 0o755);
  const files = (await readdir(root, { recursive: true })).sort();
  const how = ['--null', '--create', '--format=newc', '--reproducible', '--owner=0:0', '--quiet', `--file=${path}`];
  await runChecked(run, { argv: ['cpio', ...how], cwd: root, input: files.map((file) => `${file}\0`).join('') });
  await runChecked(run, { argv: ['zstd', '--quiet', '--rm', path, '-o', `${path}.zst`] });
  await runChecked(run, { argv: ['mv', `${path}.zst`, path] });
  await rm(root, { recursive: true });
}
