/** Folders and files as a tar stream, readable by root alone: 0700 and 0600, of no time, for a machine's tar. */
export function treeArchive(folders: readonly string[], files: ReadonlyMap<string, string>): Buffer {
  const parts = folders.map((path) => header(`${path}/`, '5', 0o700, 0));
  for (const [path, text] of files) parts.push(...fileEntry(path, '0', Buffer.from(text)));
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

const BLOCK = 512;
const NAME_BYTES = 100;

/** A name that does not fit goes before, as the contents of GNU's `L` entry. */
function fileEntry(path: string, type: string, content: Buffer): Buffer[] {
  const long = Buffer.byteLength(path) > NAME_BYTES;
  const before = long ? fileEntry('././@LongLink', 'L', Buffer.from(`${path}\0`)) : [];
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return [...before, header(path, type, 0o600, content.length), content, padding];
}

/** The fields of the GNU format, by their offsets (tar(5)). */
function header(path: string, type: string, mode: number, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  Buffer.from(path).copy(block, 0, 0, NAME_BYTES);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write('ustar  \0', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
