import type { BytePath } from './byte-path.ts';

/** The type flag of a tar header. */
export const TYPE_FLAGS = {
  file: '0',
  link: '1',
  symlink: '2',
  character: '3',
  block: '4',
  directory: '5',
  fifo: '6',
} as const;

export type EntryType = keyof typeof TYPE_FLAGS;

/** What a tar says of one entry before its content. */
export interface TarHeader {
  /** Relative to the root of the tree, which itself is the empty path. */
  readonly path: BytePath;
  readonly type: EntryType;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of content. */
  readonly size: number;
  /** Whole seconds since 1970. */
  readonly mtime: number;
  /** Of a symlink its text; of a hard link the path of the entry it links to. */
  readonly target: BytePath;
  readonly major: number;
  readonly minor: number;
  /** Extended attributes, names as in a pax key, values one character a byte. */
  readonly xattrs: ReadonlyMap<string, string>;
}

/** An entry that is being read; its content can be read once, before the next entry. */
export interface TarEntry {
  readonly header: TarHeader;
  readonly content: AsyncIterable<Buffer>;
}

/** The pax key prefix of extended attributes. */
export const XATTR = 'SCHILY.xattr.';

/** An overlay's sign that a name of the layers below is gone: the character device 0:0. */
export function whiteout(path: BytePath): TarHeader {
  const none = { mode: 0, uid: 0, gid: 0, size: 0, mtime: 0, major: 0, minor: 0 };
  return { path, type: 'character', target: '' as BytePath, xattrs: new Map(), ...none };
}

/** Whether a layer's entry is a whiteout. */
export function isWhiteoutHeader({ type, major, minor }: TarHeader): boolean {
  return type === 'character' && major === 0 && minor === 0;
}
