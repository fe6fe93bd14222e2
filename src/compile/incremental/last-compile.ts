import { crc32 } from 'node:zlib';
import type { Tool } from '../../catalog/tools.ts';
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

/** A generated file, in the order of the manifest, which has its path and hash. */
export interface Output {
  readonly stamp: Stamp;
  /** The place of its role in the list; -1: it belongs to none. */
  readonly role: number;
}

/** What a compile that went well leaves for the next one. */
export interface LastCompile {
  /** Of rolebake itself: another one may compile otherwise. */
  readonly build: string;
  /** In the order of their paths. */
  readonly inputs: readonly Input[];
  readonly roles: readonly CompiledRole[];
  readonly outputs: readonly Output[];
  /** Of the manifest's text. */
  readonly manifest: number;
  /** When inputs were looked at, and when this was kept: milliseconds since 1970. */
  readonly looked: number;
  readonly kept: number;
}

const FORMAT = 'rolebake compile 1';
const INPUT_NUMBERS = 3;
const OUTPUT_NUMBERS = 4;

/** As bytes: a line of JSON, blanks up to a multiple of 8, numbers, and at the start of all a checksum. */
export function encodeLastCompile({ inputs, outputs, ...rest }: LastCompile): Buffer {
  const head = JSON.stringify({
    format: FORMAT,
    ...rest,
    inputs: inputs.map(({ path, hash, mentions }) => ({ path, hash, mentions })),
    outputs: outputs.length,
  });
  const line = Buffer.from(head);
  const padded = Buffer.concat([line, Buffer.alloc(7 - (line.length % 8), ' '), Buffer.from('\n')]);
  const numbers = new Float64Array(inputs.length * INPUT_NUMBERS + outputs.length * OUTPUT_NUMBERS);
  let at = 0;
  const put = (stamp: Stamp): void => {
    numbers[at++] = stamp.size;
    numbers[at++] = stamp.inode;
    numbers[at++] = stamp.changed;
  };
  for (const { stamp } of inputs) put(stamp);
  for (const { stamp, role } of outputs) {
    put(stamp);
    numbers[at++] = role;
  }
  const body = Buffer.concat([padded, new Uint8Array(numbers.buffer)]);
  return Buffer.concat([checksum(body), body]);
}

/** Undefined if the bytes are damaged or of another version. */
export function decodeLastCompile(bytes: Buffer): LastCompile | undefined {
  const body = bytes.subarray(8);
  if (bytes.length < 8 || !checksum(body).equals(bytes.subarray(0, 8))) return undefined;
  const end = body.indexOf('\n') + 1;
  const { format, inputs, outputs, ...rest } = JSON.parse(body.toString('utf8', 0, end)) as Head;
  if (format !== FORMAT) return undefined;
  const numbers = new Float64Array(new Uint8Array(body.subarray(end)).buffer);
  const stamp = (at: number): Stamp => ({
    size: numbers[at] ?? 0,
    inode: numbers[at + 1] ?? 0,
    changed: numbers[at + 2] ?? 0,
  });
  const first = inputs.length * INPUT_NUMBERS;
  return {
    ...rest,
    inputs: inputs.map((input, index) => ({ ...input, stamp: stamp(index * INPUT_NUMBERS) })),
    outputs: Array.from({ length: outputs }, (_, index) => {
      const at = first + index * OUTPUT_NUMBERS;
      return { stamp: stamp(at), role: numbers[at + 3] ?? -1 };
    }),
  };
}

type Head = Omit<LastCompile, 'inputs' | 'outputs'> & {
  readonly format: string;
  readonly inputs: readonly Omit<Input, 'stamp'>[];
  readonly outputs: number;
};

function checksum(body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(crc32(body));
  return bytes;
}
