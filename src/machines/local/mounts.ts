import { readFile, statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Run, runChecked } from '../../host/processes.ts';

/** One line of /proc/self/mountinfo. */
export interface Mount {
  readonly target: string;
  readonly type: string;
  readonly source: string;
  readonly options: string;
}

export async function listMounts(): Promise<Mount[]> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).trimEnd().split('\n');
  return lines.map((line) => {
    const [mounted = '', device = ''] = line.split(' - ');
    const [type = '', source = '', options = ''] = device.split(' ');
    return { target: unescapeOctal(mounted.split(' ')[4] ?? ''), type, source: unescapeOctal(source), options };
  });
}

/** Takes down everything mounted at a path, at last lazily; nothing there is fine. */
export async function unmount(run: Run, target: string): Promise<void> {
  for (let attempt = 0; await isMounted(target); attempt++) {
    const gentle = attempt < 10;
    const { code } = await run({ argv: gentle ? ['umount', target] : ['umount', '--lazy', target] });
    if (code !== 0 && !gentle) throw new Error(`${target} cannot be unmounted`);
    if (code !== 0) await sleep(30);
  }
}

/** A tmpfs at a folder that is not on one already (a host's /run need not be), for root alone. */
export async function ensureTmpfs(run: Run, folder: string): Promise<void> {
  const TMPFS_MAGIC = 0x01021994;
  if ((await statfs(folder)).type === TMPFS_MAGIC) return;
  await runChecked(run, { argv: ['mount', '-t', 'tmpfs', '-o', 'mode=700,nosuid,nodev,size=64m', 'tmpfs', folder] });
}

async function isMounted(target: string): Promise<boolean> {
  return (await listMounts()).some((mount) => mount.target === target);
}

/** mountinfo writes blank, tab, newline and backslash as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
