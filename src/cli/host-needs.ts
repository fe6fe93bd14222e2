import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LOADER } from '../snapshots/export/disk/loader.ts';

/** A program that rolebake runs on the host, and the Debian package that brings it. */
export interface ProgramNeed {
  /** Its name, or the path of a file that is no program. */
  readonly program: string;
  readonly debianPackage: string;
  readonly what: string;
  /** Most work goes without it. */
  readonly optional?: boolean;
}

/** What the command itself runs; what its tests and demo need besides is in scripts/. */
export const PROGRAMS: readonly ProgramNeed[] = [
  { program: 'mmdebstrap', debianPackage: 'mmdebstrap', what: 'base trees' },
  { program: 'systemd-nspawn', debianPackage: 'systemd-container', what: 'local machines' },
  { program: 'ip', debianPackage: 'iproute2', what: 'network name spaces' },
  { program: 'nft', debianPackage: 'nftables', what: 'the way out for machines that bake' },
  { program: 'zstd', debianPackage: 'zstd', what: 'snapshots' },
  { program: 'sfdisk', debianPackage: 'fdisk', what: 'export of disks', optional: true },
  { program: 'mke2fs', debianPackage: 'e2fsprogs', what: 'export of disks', optional: true },
  { program: 'mcopy', debianPackage: 'mtools', what: 'export of disks', optional: true },
  { program: 'syslinux', debianPackage: 'syslinux', what: 'export of disks', optional: true },
  { program: LOADER, debianPackage: 'syslinux-common', what: 'export of disks', optional: true },
  { program: 'cpio', debianPackage: 'cpio', what: 'export of disks', optional: true },
  { program: 'git', debianPackage: 'git', what: 'the config repo' },
  { program: 'ssh', debianPackage: 'openssh-client', what: 'rolebake ssh', optional: true },
  { program: 'ssh-keygen', debianPackage: 'openssh-client', what: 'signed ledgers', optional: true },
];

/** The outcome of one check of this host. */
export interface HostCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** The command that mends it. */
  readonly mend?: string;
}

/** Where a program is, as a shell would find it; the sbin folders count even if they are not in PATH. */
export function findProgram(program: string, path = process.env['PATH'] ?? ''): string | undefined {
  if (program.startsWith('/')) return existsSync(program) ? program : undefined;
  const folders = [...path.split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Those that most work needs. */
export const missingPackages = (): string[] =>
  PROGRAMS.filter(({ program, optional }) => !optional && findProgram(program) === undefined).map(
    (need) => need.debianPackage,
  );

/** Checks everything that local machines need of this host. */
export function hostChecks(state: string): HostCheck[] {
  return [
    { name: 'root', ok: process.getuid?.() === 0, found: `uid ${process.getuid?.()}`, mend: 'sudo rolebake doctor' },
    ...PROGRAMS.map(programCheck),
    kernelCheck('overlayfs', readFileSync('/proc/filesystems', 'utf8').includes('overlay'), 'modprobe overlay'),
    kernelCheck('net namespaces', existsSync('/proc/self/ns/net'), 'a kernel with CONFIG_NET_NS'),
    diskCheck(state),
    overlayCheck(state),
  ];
}

function programCheck({ program, debianPackage, what, optional = false }: ProgramNeed): HostCheck {
  const found = findProgram(program);
  return {
    name: `${program} (${what})`,
    ok: found !== undefined || optional,
    found: found ?? (optional ? `missing; for that alone: apt-get install -y ${debianPackage}` : 'missing'),
    mend: `apt-get install -y ${debianPackage}`,
  };
}

const kernelCheck = (name: string, ok: boolean, mend: string): HostCheck => ({
  name,
  ok,
  found: ok ? 'there' : 'missing',
  mend,
});

const NEEDED_GIB = 4;

function diskCheck(state: string): HostCheck {
  const { bavail, bsize } = statfsSync(existingParent(state));
  const free = (bavail * bsize) / 2 ** 30;
  return {
    name: 'disk space',
    ok: free >= NEEDED_GIB,
    found: `${free.toFixed(1)} GiB free for ${state}`,
    mend: `free ${NEEDED_GIB} GiB there, or set state: in rolebake.yaml`,
  };
}

const OVERLAYFS_MAGIC = 0x794c7630;

/** An overlay's upper folder cannot lie on an overlay, as the root of most containers is one. */
function overlayCheck(state: string): HostCheck {
  const ok = statfsSync(existingParent(state)).type !== OVERLAYFS_MAGIC;
  return {
    name: 'file system',
    ok,
    found: ok ? 'carries overlays' : `${state} is itself on an overlay`,
    mend: 'set state: in rolebake.yaml to a folder on a real disk',
  };
}

const existingParent = (folder: string): string => (existsSync(folder) ? folder : existingParent(dirname(folder)));
