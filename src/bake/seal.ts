import { copyFile, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Refusal } from '../problem/problem.ts';
import { type BytePath, below, bytePath, display, onDisk, parentOf } from '../snapshots/byte-path.ts';
import { applyRule } from './seal-actions.ts';
import { findPaths } from './seal-paths.ts';
import { SEAL_RULES, type SealRule } from './seal-rules.ts';
import { convergerLeftovers, privateKeys } from './seal-scan.ts';

export interface SealOptions {
  /** Seconds; its day becomes the day of each password's last change. */
  readonly sourceDateEpoch: number;
  /** Where the logs of the bake are copied to before they go from the tree. */
  readonly keepLogsIn?: string;
  /** The overlay's upper folder of `root`: only it is searched for keys. Default: the whole tree. */
  readonly layerDir?: string;
}

/** What the seal did. Paths begin with a slash, which is the tree's own root. */
export interface SealReport {
  readonly changes: readonly { readonly path: string; readonly rule: SealRule }[];
  /** Logs that were kept, relative to /var/log. */
  readonly logs: readonly string[];
  /** How many files were searched for keys. */
  readonly searched: number;
}

/**
 * Makes the merged tree of a stopped machine fit to be an image: removes or normalises what belongs to the machine
 * or the bake, then refuses (`leftover-found`, all at once) what must not be in an image. The tree is hostile: no
 * symlink in it is followed. Sealing twice is sealing once.
 */
export async function seal(root: string, options: SealOptions): Promise<SealReport> {
  const tree = bytePath(resolve(root));
  const logs = options.keepLogsIn === undefined ? [] : await keepLogs(tree, bytePath(resolve(options.keepLogsIn)));
  const changes: { path: string; rule: SealRule }[] = [];
  for (const rule of SEAL_RULES)
    for (const found of findPaths(tree, rule.path))
      if (await applyRule(tree, rule, found, options.sourceDateEpoch))
        changes.push({ path: `/${display(found.path)}`, rule });
  const { files, problems } = await privateKeys(options.layerDir ? bytePath(resolve(options.layerDir)) : tree);
  const all = [...convergerLeftovers(tree), ...problems];
  if (all.length > 0) throw new Refusal(all);
  return { changes, logs, searched: files };
}

async function keepLogs(tree: BytePath, folder: BytePath): Promise<string[]> {
  const files = findPaths(tree, 'var/log/**/*').filter(({ stat }) => stat.isFile() && stat.size > 0n);
  const kept: string[] = [];
  for (const { path } of files) {
    const name = path.slice('var/log/'.length) as BytePath;
    await mkdir(onDisk(below(folder, parentOf(name))), { recursive: true });
    await copyFile(onDisk(below(tree, path)), onDisk(below(folder, name)));
    kept.push(display(name));
  }
  return kept;
}
