import { crc32 } from 'node:zlib';

/** A file of sections, as it was read. */
export interface Sections {
  /** Of the whole file. */
  readonly checksum: number;
  readonly head: unknown;
  /** The numbers or bytes of one section. */
  readonly bytes: (name: string) => Buffer;
  readonly floats: (name: string) => Float64Array;
  readonly integers: (name: string) => Int32Array;
}

type Section = Float64Array | Int32Array | Uint8Array;

const CHECKSUM_LENGTH = 8;
const UNIT = 8;
const NEW_LINE = 10;

/** As bytes: a checksum, a line of JSON, and the sections; each starts at a multiple of 8. */
export function encodeSections(head: unknown, sections: Readonly<Record<string, Section>>): Buffer {
  const sizes = Object.entries(sections).map(([name, { byteLength }]) => [name, byteLength]);
  const line = Buffer.from(JSON.stringify({ head, sizes }));
  const end = Buffer.from(`${' '.repeat(UNIT - 1 - (line.length % UNIT))}\n`);
  const parts = Object.values(sections).flatMap(({ buffer, byteOffset, byteLength }) => [
    new Uint8Array(buffer, byteOffset, byteLength),
    Buffer.alloc(padded(byteLength) - byteLength),
  ]);
  const all = Buffer.concat([Buffer.alloc(CHECKSUM_LENGTH), line, end, ...parts]);
  all.writeUInt32LE(crc32(all.subarray(CHECKSUM_LENGTH)));
  return all;
}

/** The checksum of a file of sections. */
export const checksumOf = (bytes: Buffer): number => bytes.readUInt32LE();

/** Undefined if the bytes are damaged. */
export function decodeSections(bytes: Buffer): Sections | undefined {
  if (bytes.length < CHECKSUM_LENGTH) return undefined;
  const checksum = bytes.readUInt32LE();
  if (crc32(bytes.subarray(CHECKSUM_LENGTH)) !== checksum) return undefined;
  const end = bytes.indexOf(NEW_LINE, CHECKSUM_LENGTH) + 1;
  const { head, sizes } = JSON.parse(bytes.toString('utf8', CHECKSUM_LENGTH, end)) as Head;
  const places = new Map<string, readonly [start: number, end: number]>();
  let start = end;
  for (const [name, size] of sizes) {
    places.set(name, [start, start + size]);
    start += padded(size);
  }
  const part = (name: string) => bytes.subarray(...(places.get(name) ?? [0, 0]));
  const aligned = (name: string) => new Uint8Array(part(name)).buffer;
  return {
    checksum,
    head,
    bytes: part,
    floats: (name) => new Float64Array(aligned(name)),
    integers: (name) => new Int32Array(aligned(name)),
  };
}

interface Head {
  readonly head: unknown;
  readonly sizes: readonly (readonly [name: string, size: number])[];
}

const padded = (size: number): number => Math.ceil(size / UNIT) * UNIT;
