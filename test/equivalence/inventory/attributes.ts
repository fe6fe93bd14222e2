import { realEffects } from '../../../src/host/effects.ts';
import { bytePath, display } from '../../../src/snapshots/byte-path.ts';
import { keptXattrs, readXattrs } from '../../../src/snapshots/xattrs.ts';

/** Extended attributes of files and folders below a root, such as capabilities, as text by path; only where there are any. */
export async function attributesOf(root: string, paths: readonly string[]): Promise<Map<string, string>> {
  const full = paths.map((path) => bytePath(root + path));
  const found = await readXattrs(realEffects.run, full);
  const kept = [...found].map(([path, all]) => [display(path).slice(root.length), [...keptXattrs(all)]] as const);
  return new Map(
    kept.filter(([, all]) => all.length > 0).map(([path, all]) => [path, all.map(attributeText).join(' ')]),
  );
}

const attributeText = ([name, value]: readonly [string, string]): string =>
  `${name}=${Buffer.from(value, 'latin1').toString('hex')}`;
