import { existsSync, type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { compileChangedRoles } from '../compile/incremental/changed-roles.ts';
import type { Compilation, Compiled, CompilePlace } from '../compile/incremental/compilation.ts';
import { compileFolder } from '../compile/incremental/compile-folder.ts';
import { isManifestOf } from '../compile/incremental/kept-outputs.ts';
import { keepMemory } from '../compile/incremental/memory.ts';
import { interruptSignal } from '../engine/interrupts.ts';
import { Refusal } from '../problem/problem.ts';
import { alone, memoryOf, placeOf } from './compile-place.ts';
import { hostFailure } from './host-failure.ts';
import { complaintText } from './problems/complaint.ts';
import { sourceLines } from './problems/source-lines.ts';
import type { Session } from './session.ts';

/** The folders of a catalog that are watched, each for itself. */
const FOLDERS = ['', 'roles/', 'profiles/', 'templates/', 'files/'];

/** A program that saves a file does so in several steps, one right after the other. */
const QUIET_MS = 3;

/** What the next process may know is kept when nothing has changed for so long. */
const IDLE_MS = 200;

/** Compiles, and again whenever the catalog changes, until it is interrupted; says how each compile went. */
export async function watchCatalog(session: Session): Promise<void> {
  using interrupts = interruptSignal();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  interrupts.signal.addEventListener('abort', () => resolve());
  const watcher = new CatalogWatcher(session, reject);
  watcher.start();
  await promise.finally(() => watcher.stop());
}

class CatalogWatcher {
  readonly #session: Session;
  readonly #fail: (error: unknown) => void;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #keeping: NodeJS.Timeout | undefined;
  #isWaiting = false;
  #place: CompilePlace | undefined;
  #names: ReadonlySet<string> = new Set();
  /** Of the last compile that went well; undefined where more may have happened since than what is noted. */
  #compiled: Compiled | undefined;

  constructor(session: Session, fail: (error: unknown) => void) {
    this.#session = session;
    this.#fail = fail;
  }

  start(): void {
    this.#watchFolders();
    this.#settle();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    for (const one of this.#watchers.values()) one.close();
    if (this.#keeping) await this.#keep();
  }

  /** Leaves what it knows to the next compile, unless another process has compiled since. */
  async #keep(): Promise<void> {
    clearTimeout(this.#keeping);
    this.#keeping = undefined;
    const { settings } = this.#session;
    const memory = memoryOf(this.#session);
    if (memory === undefined) return;
    await alone(this.#session, () => {
      const compiled = this.#compiled;
      if (!compiled || !isManifestOf(settings.generated, compiled.last)) return;
      this.#compiled = { ...compiled, last: keepMemory(memory, compiled.last) };
    });
  }

  /** Folders come and go. */
  #watchFolders(): void {
    const { catalog } = this.#session.settings;
    for (const name of FOLDERS) {
      const folder = join(catalog, name);
      if (!existsSync(folder)) {
        this.#watchers.get(name)?.close();
        this.#watchers.delete(name);
      } else if (!this.#watchers.has(name)) {
        const one = watch(folder, (_, file) => this.#note(name + (file ?? '')));
        this.#watchers.set(
          name,
          one.on('error', () => this.#watchers.delete(name)),
        );
      }
    }
  }

  #note(path: string): void {
    this.#changed.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), QUIET_MS);
  }

  /** Compiles, unless it waits for another process to end its compile: then that is told what has changed since. */
  #settle(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const began = performance.now();
    alone(this.#session, () => {
      this.#isWaiting = false;
      this.#compile(began);
    }).catch(this.#fail);
  }

  #compile(began: number): void {
    this.#watchFolders();
    const changed = new Set(this.#changed);
    this.#changed.clear();
    try {
      const compilation = this.#compileChanged(changed);
      this.#compiled = undefined;
      this.#compiled = compilation.write();
      clearTimeout(this.#keeping);
      this.#keeping = setTimeout(() => this.#keep().catch(this.#fail), IDLE_MS);
      this.#say(compilation, performance.now() - began);
    } catch (error) {
      this.#compiled = undefined;
      const refusal = error instanceof Refusal ? error : hostFailure(error);
      if (!refusal) throw error;
      this.#complain(refusal);
    }
  }

  #compileChanged(changed: ReadonlySet<string>): Compilation {
    const isListed = this.#place && [...changed].every((path) => this.#isThere(path) === this.#names.has(path));
    if (!isListed) this.#list();
    const place = this.#place ?? placeOf(this.#session);
    const known = this.#compiled;
    const quick = known && compileChangedRoles(place, known.last, { changed, table: known.table });
    return quick ?? compileFolder(placeOf(this.#session), memoryOf(this.#session));
  }

  #isThere = (path: string): boolean => existsSync(join(this.#session.settings.catalog, path));

  #list(): void {
    this.#place = placeOf(this.#session);
    this.#names = new Set(this.#place.listing.names);
  }

  #say({ roles, files, changes }: Compilation, ms: number): void {
    this.#session.progress.say(`${roles.length} roles, ${files} files: ${changes.length} changed, ${ms.toFixed(0)} ms`);
  }

  #complain({ problems }: Refusal): void {
    const { terminal, root } = this.#session;
    terminal.err(complaintText(problems, sourceLines(root), terminal));
  }
}
