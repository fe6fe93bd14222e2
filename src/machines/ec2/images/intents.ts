import { mkdir, open, readFile, rm } from 'node:fs/promises';

/** That an image is being made, on disk before AWS hears of it. */
export interface ImageIntent {
  readonly run: string;
  readonly region: string;
  /** ISO 8601. */
  readonly calledAt: string;
}

/** The images of a state folder whose calls may still have an effect that nobody has seen. */
export class ImageIntents {
  readonly #folder: string;

  constructor(state: string) {
    this.#folder = `${state}/ec2/images`;
  }

  /** Durable when it returns. */
  async write(intent: ImageIntent): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await using file = await open(this.#file(intent.run, intent.region), 'w', 0o600);
    await file.writeFile(JSON.stringify(intent));
    await file.sync();
    await using folder = await open(this.#folder, 'r');
    await folder.sync();
  }

  async read(run: string, region: string): Promise<ImageIntent | undefined> {
    const text = await readFile(this.#file(run, region), 'utf8').catch(() => '');
    // A file that was being written when its process died: no call was made then.
    return text === '' ? undefined : (JSON.parse(text) as ImageIntent);
  }

  async remove(run: string, region: string): Promise<void> {
    await rm(this.#file(run, region), { force: true });
  }

  #file(run: string, region: string): string {
    if (!/^[\w.-]{1,100}$/.test(run)) throw new Error(`not a run's name: ${run}`);
    return `${this.#folder}/${run}.${region}.json`;
  }
}
