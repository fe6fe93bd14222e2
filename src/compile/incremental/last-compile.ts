import { crc32 } from 'node:zlib';
import type { Tool } from '../../catalog/resources/tools.ts';
import type { Stamp } from '../stamp.ts';

/** A file of the catalog as the last compile saw it. */
export interface Input {
  readonly path: string;
  readonly hash: string;
  readonly stamp: Stamp;
  /** Paths of the other inputs that it mentions. */
  readonly mentions: readonly string[];
}

/** A role that the last compile gave files for, from `roles/NAME.yaml`. */
export interface CompiledRole {
  readonly name: string;
  readonly profiles: readonly string[];
  /** The one tool that all of its profiles are made for; absent: both. */
  readonly only?: Tool;
}

/** What a compile that went well leaves for the next one. */
export interface LastCompile {
  /** Of rolebake itself: another one may compile otherwise. */
  readonly build: string;
  /** In the order of their paths. */
  readonly inputs: readonly Input[];
  readonly roles: readonly CompiledRole[];
  /** The numbers of an output table. */
  readonly outputs: Float64Array;
  /** Checksum of its manifest. */
  readonly manifest: number;
  /** When inputs were looked at, and when this was kept: milliseconds since 1970. */
  readonly looked: number;
  readonly kept: number;
}

const FORMAT = 'rolebake compile 1';
const INPUT_WIDTH = 3;
const CHECKSUM_LENGTH = 8;

/** As bytes: a checksum, a line of JSON with blanks up to a multiple of 8, and numbers. */
export function encodeLastCompile({ inputs, outputs, ...rest }: LastCompile): Buffer {
  const written = inputs.map(({ path, hash, mentions }) => ({ path, hash, mentions }));
  const line = Buffer.from(JSON.stringify({ format: FORMAT, ...rest, inputs: written }));
  const end = Buffer.from(`${' '.repeat(7 - (line.length % 8))}\n`);
  const stamps = Float64Array.from(inputs.flatMap(({ stamp }) => [stamp.size, stamp.inode, stamp.changed]));
  const body = Buffer.concat([line, end, bytesOf(stamps), bytesOf(outputs)]);
  return Buffer.concat([checksum(body), body]);
}

/** Undefined if the bytes are damaged or of another version. */
export function decodeLastCompile(bytes: Buffer): LastCompile | undefined {
  const body = bytes.subarray(CHECKSUM_LENGTH);
  if (!checksum(body).equals(bytes.subarray(0, CHECKSUM_LENGTH))) return undefined;
  const end = body.indexOf('\n') + 1;
  const { format, inputs, ...rest } = JSON.parse(body.toString('utf8', 0, end)) as Head;
  if (format !== FORMAT) return undefined;
  const numbers = new Float64Array(new Uint8Array(body.subarray(end)).buffer);
  const stamp = (at: number): Stamp => {
    const [size = -1, inode = -1, changed = -1] = numbers.subarray(at, at + INPUT_WIDTH);
    return { size, inode, changed };
  };
  return {
    ...rest,
    inputs: inputs.map((input, index) => ({ ...input, stamp: stamp(index * INPUT_WIDTH) })),
    outputs: numbers.subarray(inputs.length * INPUT_WIDTH),
  };
}

type Head = Omit<LastCompile, 'inputs' | 'outputs'> & {
  readonly format: string;
  readonly inputs: readonly Omit<Input, 'stamp'>[];
};

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function checksum(body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(CHECKSUM_LENGTH);
  bytes.writeUInt32LE(crc32(body));
  return bytes;
}
