import { hostname, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CatalogFiles, type CatalogListing, listCatalog, readCatalogFiles, readListed } from '../catalog/files.ts';
import type { Catalog } from '../catalog/model.ts';
import type { Journal } from '../engine/journal.ts';
import { type Effects, realEffects } from '../host/effects.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { Refusal } from '../problem/problem.ts';
import { Progress } from './progress/progress.ts';
import { findRoot, readSettings, type Settings, shown } from './settings.ts';
import type { Terminal } from './terminal.ts';

const PLATFORM = fileURLToPath(new URL('../../role-templates/platform', import.meta.url));

/** The profiles and templates that come with rolebake. */
export const platformFiles = (): CatalogFiles => readCatalogFiles(PLATFORM, 'rolebake:');

/** What one command works with; each part is made when it is first asked for. `await using` it. */
export class Session implements AsyncDisposable {
  readonly terminal: Terminal;
  readonly effects: Effects;
  readonly progress: Progress;
  /** The folder that the command was given in. */
  readonly cwd: string;
  /** Whether the answer is to be JSON. */
  readonly json: boolean;
  /** What is to be closed when the command has ended. */
  readonly opened = new AsyncDisposableStack();
  #settings: Settings | undefined;

  constructor(terminal: Terminal, cwd: string, json: boolean, effects: Effects = realEffects) {
    this.terminal = terminal;
    this.effects = effects;
    this.cwd = cwd;
    this.json = json;
    this.progress = new Progress(terminal, effects, json);
  }

  /** The same in another folder. */
  in(cwd: string): Session {
    return new Session(this.terminal, cwd, this.json, this.effects);
  }

  get settings(): Settings {
    this.#settings ??= readSettings(this.cwd);
    return this.#settings;
  }

  /** The folder of rolebake.yaml, which places are relative to, whatever is in the file; without one, where the command runs. */
  get root(): string {
    return findRoot(resolve(this.cwd)) ?? resolve(this.cwd);
  }

  /** The files of the catalog, not read yet. */
  listing(): CatalogListing {
    const { catalog, root } = this.settings;
    return listCatalog(catalog, `${shown(catalog, root)}/`);
  }

  /** The catalog; all that is wrong with it as one Refusal. */
  async catalog(): Promise<Catalog> {
    return await this.catalogOf(readListed(this.listing()));
  }

  /** The catalog that these files are. */
  async catalogOf(files: CatalogFiles): Promise<Catalog> {
    const { loadCatalog } = await import('../catalog/load.ts');
    const checked = loadCatalog(files, platformFiles());
    if (!checked.ok) throw new Refusal(checked.problems);
    return checked.value;
  }

  async ledger(): Promise<Ledger> {
    const { openLedger } = await import('../ledger/ledger.ts');
    const { ledgerSigner } = await import('./ledger-signer.ts');
    const signer = await ledgerSigner(this.settings, this.effects.run);
    return openLedger(this.settings.ledger, this.effects, {
      state: this.settings.state,
      ...(signer === undefined ? {} : { signer }),
    });
  }

  /** A path as messages show it. */
  shown(path: string): string {
    return shown(path, this.settings.root);
  }

  /** Where the journal of jobs is. */
  get journalFile(): string {
    return join(this.settings.state, 'journal.sqlite');
  }

  /** The journal of jobs; made when it is missing. */
  async journal(): Promise<Journal> {
    const { openJournal } = await import('../engine/journal.ts');
    const { LEASE } = await import('../engine/lease.ts');
    return openJournal(this.journalFile, this.effects, { ...LEASE, leaseMs: this.settings.jobs.leaseMs });
  }

  /** Who is recorded as the one that did it. */
  get who(): string {
    return `${process.env['SUDO_USER'] ?? userInfo().username}@${hostname()}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.opened.disposeAsync();
  }
}
