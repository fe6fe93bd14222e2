import { mkdir, rm, symlink } from 'node:fs/promises';
import { type Run, runChecked } from '../../host/processes.ts';

/** The folders of a machine's disk. */
export const diskFolders = (disk: string) => ({ upper: `${disk}/upper`, work: `${disk}/work`, root: `${disk}/root` });

/**
 * Merges layers (lowest first) under the disk's own upper folder at `<disk>/root`. Nothing of an overlay's
 * optional features, so that an upper folder means the same over any copy of its layers.
 * Layers go by short links: mount options are cut at one page, and a colon would end a path.
 */
export async function mountOverlay(run: Run, disk: string, layers: readonly string[], name: string): Promise<void> {
  const folders = diskFolders(disk);
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o755 });
  await rm(`${disk}/lower`, { recursive: true, force: true });
  await mkdir(`${disk}/lower`);
  for (const [index, layer] of layers.entries()) await symlink(layer, `${disk}/lower/${index}`);
  const lower = layers.map((_, index) => `lower/${index}`).reverse();
  const options = `lowerdir=${lower.join(':')},upperdir=upper,workdir=work,index=off,metacopy=off,redirect_dir=off`;
  await runChecked(run, { argv: ['mount', '-t', 'overlay', '-o', options, name, folders.root], cwd: disk });
}
