/** How a file of entries is to end: its first `size` bytes stay, then come these. */
export interface Tail {
  readonly file: string;
  readonly size: number;
  readonly bytes: Buffer;
}

/** The file with its new end. */
export const withTail = (before: Buffer | undefined, { size, bytes }: Tail): Buffer =>
  Buffer.concat([(before ?? Buffer.alloc(0)).subarray(0, size), bytes]);
