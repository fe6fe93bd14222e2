import { chmod, chown, lstat, utimes } from 'node:fs/promises';

/** A merged folder shows its topmost layer's owner, mode and time: gives this one those of the layers below it. */
export async function looksLike(folder: string, path: string, layers: readonly string[]): Promise<void> {
  for (const layer of layers.toReversed()) {
    const found = await lstat(`${layer}/${path}`).catch(() => undefined);
    if (!found) continue;
    if (!found.isDirectory()) break;
    await chown(folder, found.uid, found.gid);
    await chmod(folder, found.mode & 0o7777);
    await utimes(folder, found.atime, found.mtime);
    return;
  }
  await chmod(folder, path === 'root' ? 0o700 : 0o755);
}
