import { readdir, readFile, rm } from 'node:fs/promises';
import { writeDurably } from '../../host/durable-file.ts';

/**
 * What this state folder has in front of its environments, a file each: it is on disk before AWS hears of it, and until
 * all of it is gone. What AWS has of ours without one, nobody needs.
 */
export class FrontRecords<Fact extends object> {
  readonly #folder: string;

  constructor(state: string, kind: 'balancers' | 'zones') {
    this.#folder = `${state}/ec2/${kind}`;
  }

  /** Durable when it returns. */
  async write(name: string, fact: Fact): Promise<void> {
    await writeDurably(this.#folder, `${name}.json`, JSON.stringify(fact, null, 2));
  }

  async read(name: string): Promise<Fact | undefined> {
    try {
      return JSON.parse(await readFile(`${this.#folder}/${name}.json`, 'utf8')) as Fact;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async list(): Promise<Fact[]> {
    const files = await readdir(this.#folder).catch(() => [] as string[]);
    const names = files.flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []).sort();
    return (await Promise.all(names.map((name) => this.read(name)))).filter((fact) => fact !== undefined);
  }

  async remove(name: string): Promise<void> {
    await rm(`${this.#folder}/${name}.json`, { force: true });
  }
}
