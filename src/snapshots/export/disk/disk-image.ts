import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Effects } from '../../../host/effects.ts';
import { runChecked } from '../../../host/processes.ts';
import { hexOf } from '../../../naming/digest.ts';
import { Refusal } from '../../../problem/problem.ts';
import { mergedTar } from '../../merged-tar.ts';
import type { Snapshot } from '../../snapshot.ts';
import { unpackStream } from '../../tar-program.ts';
import type { BootParts } from './boot-parts.ts';
import { bootMenu, DISK_FILES, DISK_LINKS } from './early-boot.ts';
import { LOADER } from './loader.ts';

/** What a disk is made of. */
export interface DiskWishes {
  /** The layers of the image, lowest first. */
  readonly chain: readonly Snapshot[];
  readonly boot: BootParts;
  /** Seconds: the time of the file systems. */
  readonly epoch: number;
  /** Room for what the machine will write, in MiB. */
  readonly freeMiB: number;
  /** An empty folder to work in. */
  readonly scratch: string;
}

const MIB = 1 << 20;
/** The loader's partition begins here, in MiB; then the root's. */
const BOOT_AT = 1;
const BOOT_SIZE = 96;
const ROOT_AT = BOOT_AT + BOOT_SIZE;
const SECTORS = 2048;

/**
 * Writes a raw disk that a BIOS boots: an MBR, a FAT partition with syslinux and the kernel, and ext4 with the image.
 * The file is sparse.
 */
export async function writeDisk(path: string, wishes: DiskWishes, effects: Effects): Promise<void> {
  const root = join(wishes.scratch, 'root');
  await makeRoot(root, wishes, effects);
  const rootSize = (await usedMiB(root, effects)) + wishes.freeMiB;
  const uuid = uuidOf(wishes);
  await writeFile(path, '');
  await truncate(path, (ROOT_AT + rootSize) * MIB);
  await writePartitions(path, uuid, effects);
  await writeBoot(path, bootMenu(uuid), wishes, effects);
  await writeRoot(path, { root, uuid, epoch: wishes.epoch, size: rootSize }, effects);
}

async function makeRoot(root: string, { chain, scratch }: DiskWishes, { run }: Effects): Promise<void> {
  const tar = join(scratch, 'root.tar');
  await writeFile(tar, mergedTar(chain));
  await mkdir(root);
  await unpackStream(run, createReadStream(tar), root);
  await rm(tar);
  for (const [name, text] of Object.entries(DISK_FILES)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  for (const [name, target] of Object.entries(DISK_LINKS)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await rm(join(root, name), { force: true });
    await symlink(target, join(root, name));
  }
}

/** The room that a tree takes on ext4: its blocks and inodes, the journal, and some for the file system itself. */
async function usedMiB(root: string, { run }: Effects): Promise<number> {
  const used = await runChecked(run, { argv: ['du', '--summarize', '--block-size=1M', root] });
  return Math.ceil(Number.parseInt(used, 10) * 1.15) + 64;
}

/** The name of the root file system follows from the image. */
function uuidOf({ chain }: DiskWishes): string {
  const top = chain.at(-1);
  if (!top) throw new Error('a disk needs an image');
  const hex = hexOf(top.digest);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

async function writePartitions(path: string, uuid: string, { run }: Effects): Promise<void> {
  const table = [
    'label: dos',
    `label-id: 0x${uuid.slice(0, 8)}`,
    `start=${BOOT_AT}MiB, size=${BOOT_SIZE}MiB, type=c, bootable`,
    `start=${ROOT_AT}MiB, type=83`,
  ];
  await runChecked(run, { argv: ['sfdisk', '--quiet', path], input: `${table.join('\n')}\n` });
  await using disk = await open(path, 'r+');
  await disk.write(await readLoader(), 0, 440, 0);
}

async function readLoader(): Promise<Buffer> {
  return await readFile(LOADER).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    const hint = 'apt-get install -y syslinux-common';
    throw new Refusal({ code: 'missing-program', message: `${LOADER} is not there`, hint });
  });
}

async function writeBoot(path: string, menu: string, wishes: DiskWishes, { run }: Effects): Promise<void> {
  const partition = `${path}@@${BOOT_AT}M`;
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(wishes.epoch), MTOOLS_SKIP_CHECK: '1' };
  const settings = join(wishes.scratch, 'syslinux.cfg');
  await writeFile(settings, menu);
  const size = ['-T', String(BOOT_SIZE * SECTORS), '-H', String(BOOT_AT * SECTORS), '-N', '0'];
  await runChecked(run, { argv: ['mformat', '-i', partition, ...size, '::'], env });
  for (const [file, name] of [
    [wishes.boot.kernel, 'vmlinuz'],
    [wishes.boot.initrd, 'initrd'],
    [settings, 'syslinux.cfg'],
  ] as const)
    await runChecked(run, { argv: ['mcopy', '-i', partition, file, `::${name}`], env });
  await runChecked(run, { argv: ['syslinux', '--install', '--offset', String(BOOT_AT * MIB), path], env });
}

async function writeRoot(
  path: string,
  { root, uuid, epoch, size }: { root: string; uuid: string; epoch: number; size: number },
  { run }: Effects,
): Promise<void> {
  const seed = `hash_seed=${uuid},offset=${ROOT_AT * MIB},root_owner=0:0`;
  await runChecked(run, {
    argv: ['mke2fs', '-q', '-F', '-t', 'ext4', '-L', 'root', '-U', uuid, '-E', seed, '-d', root, path, `${size}M`],
    env: { ...process.env, E2FSPROGS_FAKE_TIME: String(epoch), SOURCE_DATE_EPOCH: String(epoch) },
  });
}
