import { readdirSync } from 'node:fs';

/** A path as its bytes on disk, one character a byte (latin1): names need not be UTF-8. Sorts by bytes. */
export type BytePath = string & { readonly __brand: 'BytePath' };

/** A path or name as JavaScript has it, in bytes. */
export function bytePath(text: string): BytePath {
  return Buffer.from(text, 'utf8').toString('latin1') as BytePath;
}

/** The path as node:fs takes it. */
export function onDisk(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1');
}

/** The path for a message. */
export function display(path: BytePath): string {
  return onDisk(path).toString('utf8');
}

/** A name below a folder; the folder may be empty, for a relative path. */
export function below(folder: BytePath, name: BytePath): BytePath {
  return (folder === '' ? name : `${folder}/${name}`) as BytePath;
}

/** The folder of a relative path; empty at the top. */
export function parentOf(path: BytePath): BytePath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) as BytePath;
}

/** The names in a folder, sorted by bytes. */
export function namesIn(folder: BytePath): BytePath[] {
  const names = readdirSync(onDisk(folder), { encoding: 'buffer' });
  return names.map((name) => name.toString('latin1') as BytePath).sort();
}

/** The names of the folders in a folder, sorted by bytes; symlinks to folders are none. */
export function foldersIn(folder: BytePath): BytePath[] {
  const entries = readdirSync(onDisk(folder), { encoding: 'buffer', withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name.toString('latin1') as BytePath).sort();
}
