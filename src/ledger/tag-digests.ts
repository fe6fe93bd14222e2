const SIZE = 32;
const START = 64;

/** The digests of one component's tags by number, 32 bytes each, so that a million of them can be kept. */
export class TagDigests {
  #bytes = Buffer.alloc(START * SIZE);
  #count = 0;

  /** Keeps the digest (`sha256:<hex>`) of the tag with this number. */
  set(number: number, digest: string): void {
    this.#count = Math.max(this.#count, number);
    if (this.#count * SIZE > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], Math.max(this.#bytes.length * 2, this.#count * SIZE));
    }
    this.#bytes.write(digest.slice('sha256:'.length), (number - 1) * SIZE, 'hex');
  }

  /** The highest number that has one. */
  get count(): number {
    return this.#count;
  }

  /** Whether the tag with this number has this digest. */
  holds(number: number, digest: string): boolean {
    return holdsDigest(this.#bytes.subarray(0, this.#count * SIZE), number, digest);
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.subarray(0, this.#count * SIZE));
  }
}

/** Whether these bytes hold the digest under the number. */
export function holdsDigest(bytes: Uint8Array | undefined, number: number, digest: string): boolean {
  if (bytes === undefined) return false;
  const kept = bytes.subarray((number - 1) * SIZE, number * SIZE);
  return kept.length === SIZE && Buffer.from(kept).toString('hex') === digest.slice('sha256:'.length);
}
