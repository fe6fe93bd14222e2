import type { BytePath } from './byte-path.ts';
import { ByteReader } from './byte-reader.ts';
import { type EntryType, type TarEntry, type TarHeader, TYPE_FLAGS, XATTR } from './tar-entry.ts';

const BLOCK = 512;
const TYPES = new Map(Object.entries(TYPE_FLAGS).map(([type, flag]) => [flag as string, type as EntryType]));

/** Bytes that extended headers of one entry have at most: names and attributes. */
const LONGEST_EXTENSION = 1 << 20;

/**
 * The entries of a tar in the formats that GNU tar, bsdtar and git write (ustar, pax, GNU names of any length); throws at
 * what is not one. Global pax headers say nothing that is kept.
 */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const reader = new ByteReader(source);
  let pax = new Map<string, string>();
  for (;;) {
    const block = await reader.read(BLOCK);
    if (block.every((byte) => byte === 0)) return;
    const size = sizeOf(block, pax);
    const flag = text(block, 156, 1);
    if ('gxKL'.includes(flag) && flag !== '') {
      if (size > LONGEST_EXTENSION) throw new Error('an extended header of a tar is too long');
      const bytes = await reader.read(size);
      if (flag !== 'g') pax = new Map([...pax, ...extension(flag, bytes)]);
      await reader.read(padding(size));
      continue;
    }
    const left = { bytes: size };
    yield { header: headerOf(block, pax, size), content: counted(reader, left) };
    for await (const _ of reader.stream(left.bytes));
    await reader.read(padding(size));
    pax = new Map();
  }
}

function sizeOf(block: Buffer, pax: ReadonlyMap<string, string>): number {
  if ([...pax.keys()].some((key) => key.startsWith('GNU.sparse.'))) throw new Error('a sparse file in a tar');
  const size = Number(pax.get('size') ?? octal(block, 124, 12));
  if (!Number.isSafeInteger(size) || size < 0) throw new Error('a damaged size in a tar');
  return size;
}

/** What comes before an entry, in the keys of pax; GNU's own headers hold a long name or target. */
function extension(flag: string, bytes: Buffer): Map<string, string> {
  if (flag === 'x') return paxRecords(bytes);
  return new Map([[flag === 'L' ? 'path' : 'linkpath', text(bytes, 0, bytes.length)]]);
}

/** Reads what comes after the entries of a tar; how its maker failed is told there. */
export async function readToEnd(source: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of source);
}

/** Bytes that fill content of this size up to whole blocks. */
export function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

async function* counted(reader: ByteReader, left: { bytes: number }): AsyncGenerator<Buffer> {
  for await (const piece of reader.stream(left.bytes)) {
    left.bytes -= piece.length;
    yield piece;
  }
}

function headerOf(block: Buffer, pax: ReadonlyMap<string, string>, size: number): TarHeader {
  const type = TYPES.get(text(block, 156, 1) || '0');
  if (!type || text(block, 257, 5) !== 'ustar') throw new Error('not a tar in pax format');
  const prefix = text(block, 257, 6) === 'ustar' ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  const target = pax.get('linkpath') ?? text(block, 157, 100);
  const xattrs = [...pax]
    .filter(([key]) => key.startsWith(XATTR))
    .map(([key, value]) => [key.slice(XATTR.length), value]);
  return {
    path: relative(pax.get('path') ?? (prefix ? `${prefix}/${name}` : name)),
    type,
    mode: octal(block, 100, 8),
    uid: Number(pax.get('uid') ?? octal(block, 108, 8)),
    gid: Number(pax.get('gid') ?? octal(block, 116, 8)),
    size,
    mtime: Math.floor(Number(pax.get('mtime') ?? octal(block, 136, 12))),
    target: type === 'link' ? relative(target) : (target as BytePath),
    major: octal(block, 329, 8),
    minor: octal(block, 337, 8),
    xattrs: new Map(xattrs as [string, string][]),
  };
}

/** `./a/b/` is `a/b`; `.` is the empty path. */
function relative(name: string): BytePath {
  return name.replace(/^(\.\/+)+/, '').replace(/^\.$|\/+$/, '') as BytePath;
}

function text(block: Buffer, from: number, size: number): string {
  return block.toString('latin1', from, from + size).split('\0', 1)[0] ?? '';
}

function octal(block: Buffer, from: number, size: number): number {
  const digits = text(block, from, size).trim();
  if (!/^[0-7]*$/.test(digits)) throw new Error('not a tar in pax format');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** `LENGTH KEY=VALUE\n`, over and over; the length counts the whole record. */
function paxRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString('latin1', at, space));
    if (!(length > 0)) throw new Error('a damaged pax header');
    const record = bytes.toString('latin1', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}
