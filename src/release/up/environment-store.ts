import { createHmac } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../../host/durable-file.ts';
import type { Effects } from '../../host/effects.ts';
import { madeOnce, readIfThere } from '../../host/made-once.ts';

/** What runs in an environment, and what ran before; of this host. */
export interface EnvironmentRecord {
  readonly environment: string;
  readonly zone: string;
  /** Tag of the release that serves. */
  readonly release: string;
  /** Tag of the one before it, which `rollback` goes back to. */
  readonly previous?: string;
  /** A release that gets a share of the connections only; `machines` are those that it has for itself. */
  readonly canary?: { readonly release: string; readonly weight: number; readonly machines?: readonly string[] };
  /** When it ends by itself, RFC 3339. */
  readonly endsAt?: string;
  /** RFC 3339. */
  readonly since: string;
}

/** The environments of one state folder, a file each. */
export class EnvironmentStore {
  readonly #folder: string;
  readonly #effects: Pick<Effects, 'randomBytes'>;

  constructor(state: string, effects: Pick<Effects, 'randomBytes'>) {
    this.#folder = join(state, 'environments');
    this.#effects = effects;
  }

  list(): EnvironmentRecord[] {
    const names = namesIn(this.#folder).flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? []);
    return names.sort().flatMap((name) => this.get(name) ?? []);
  }

  get(environment: string): EnvironmentRecord | undefined {
    const text = readIfThere(this.#pathOf(environment));
    return text === undefined ? undefined : (JSON.parse(text.toString()) as EnvironmentRecord);
  }

  /** One job at a time writes of an environment. */
  async put(record: EnvironmentRecord): Promise<void> {
    await writeDurably(this.#folder, `${record.environment}.json`, `${JSON.stringify(record, null, 2)}\n`);
  }

  remove(environment: string): void {
    rmSync(this.#pathOf(environment), { force: true });
  }

  /** A word that stands for a value of this host, and tells nothing of it: flags may be secret, and short. */
  sealOf(value: unknown): string {
    return createHmac('sha256', this.#key()).update(JSON.stringify(value)).digest('hex').slice(0, 32);
  }

  #key(): Buffer {
    const { randomBytes } = this.#effects;
    return madeOnce(this.#folder, 'key', () => randomBytes(32), { randomBytes });
  }

  #pathOf(environment: string): string {
    return join(this.#folder, `${environment}.json`);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
