import { type TarHeader, TYPE_FLAGS, XATTR } from './tar-entry.ts';
import { padding } from './tar-read.ts';

/** What ends a tar. */
export const TAR_END = Buffer.alloc(1024);

/** Zeros that fill content of this size up to whole blocks. */
export function paddingOf(size: number): Buffer {
  return Buffer.alloc(padding(size));
}

/**
 * The one way to write a header: ustar, numeric owners without names, whole seconds; before it a pax header (keys
 * sorted) only for what ustar cannot hold: long names, large numbers, extended attributes.
 */
export function encodeHeader(header: TarHeader): Buffer {
  const pax = paxOf(header);
  const block = ustar(header, TYPE_FLAGS[header.type], header.size);
  if (pax.length === 0) return block;
  const records = Buffer.from(
    pax
      .sort()
      .map(([key, value]) => paxRecord(`${key}=${value}`))
      .join(''),
    'latin1',
  );
  const extended = ustar({ ...BARE, ...PAX_HEADER }, 'x', records.length);
  return Buffer.concat([extended, records, paddingOf(records.length), block]);
}

const BARE = { uid: 0, gid: 0, mtime: 0, major: 0, minor: 0 };
const PAX_HEADER = { path: 'PaxHeader', type: 'file', target: '', mode: 0o644 } as const;

const nameOf = ({ path, type }: Pick<TarHeader, 'type'> & { path: string }) =>
  path === '' ? './' : `./${path}${type === 'directory' ? '/' : ''}`;
const targetOf = ({ target, type }: Pick<TarHeader, 'type'> & { target: string }) =>
  type === 'link' ? `./${target}` : target;

function paxOf(header: TarHeader): [string, string][] {
  const records: [string, string][] = [...header.xattrs].map(([name, value]) => [XATTR + name, value]);
  if (nameOf(header).length > 100) records.push(['path', nameOf(header)]);
  if (targetOf(header).length > 100) records.push(['linkpath', targetOf(header)]);
  for (const key of ['uid', 'gid'] as const) if (header[key] > 0o7777777) records.push([key, String(header[key])]);
  if (header.size > 0o77777777777) records.push(['size', String(header.size)]);
  return records;
}

/** The length of a pax record counts its own digits. */
function paxRecord(text: string): string {
  let length = text.length + 2;
  while (String(length).length + text.length + 2 !== length) length = String(length).length + text.length + 2;
  return `${length} ${text}\n`;
}

type Ustar = Omit<TarHeader, 'path' | 'target' | 'size' | 'xattrs'> & { path: string; target: string };

function ustar(header: Ustar, flag: string, size: number): Buffer {
  const block = Buffer.alloc(512);
  const number = (value: number, at: number, width: number) =>
    block.write((value < 8 ** width ? value : 0).toString(8).padStart(width, '0'), at, 'latin1');
  block.write(nameOf(header).slice(0, 100), 0, 'latin1');
  number(header.mode, 100, 7);
  number(header.uid, 108, 7);
  number(header.gid, 116, 7);
  number(size, 124, 11);
  number(Math.max(0, header.mtime), 136, 11);
  block.write(`        ${flag}`, 148, 'latin1');
  block.write(targetOf(header).slice(0, 100), 157, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  number(header.major, 329, 7);
  number(header.minor, 337, 7);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
