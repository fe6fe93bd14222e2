/** What a compile leaves in a file of its own, because not every compile needs it: read when it is first asked for. */
export class Kept<T> {
  /** Of its file; undefined if it is in none yet. */
  readonly checksum: number | undefined;
  readonly #read: () => T | undefined;
  #value: T | undefined;
  #isRead = false;

  private constructor(read: () => T | undefined, checksum: number | undefined) {
    this.#read = read;
    this.checksum = checksum;
  }

  /** New, and in no file. */
  static of<T>(value: T): Kept<T> {
    return new Kept(() => value, undefined);
  }

  /** In a file with this checksum. */
  static in<T>(checksum: number, read: () => T | undefined): Kept<T> {
    return new Kept(read, checksum);
  }

  /** The same, now that it is in a file. */
  withChecksum(checksum: number): Kept<T> {
    return new Kept(() => this.value, checksum);
  }

  /** Undefined if its file is damaged, or of another compile. */
  get value(): T | undefined {
    if (!this.#isRead) this.#value = this.#read();
    this.#isRead = true;
    return this.#value;
  }
}
