import { readFile, rm } from 'node:fs/promises';
import { writeDurably } from '../../../host/durable-file.ts';

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
    await writeDurably(this.#folder, nameOf(intent.run, intent.region), JSON.stringify(intent));
  }

  async read(run: string, region: string): Promise<ImageIntent | undefined> {
    const text = await readFile(this.#file(run, region), 'utf8').catch(() => '');
    return text === '' ? undefined : (JSON.parse(text) as ImageIntent);
  }

  async remove(run: string, region: string): Promise<void> {
    await rm(this.#file(run, region), { force: true });
  }

  #file(run: string, region: string): string {
    return `${this.#folder}/${nameOf(run, region)}`;
  }
}

function nameOf(run: string, region: string): string {
  if (!/^[\w.-]{1,100}$/.test(run)) throw new Error(`not a run's name: ${run}`);
  return `${run}.${region}.json`;
}
