import { existsSync, type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { compileChangedRoles } from '../compile/incremental/changed-roles.ts';
import type { Compilation, Compiled, CompilePlace } from '../compile/incremental/compilation.ts';
import { compileFolder } from '../compile/incremental/compile-folder.ts';
import { keepLastCompile } from '../compile/incremental/last-compile-file.ts';
import { interruptSignal } from '../engine/interrupts.ts';
import { Refusal } from '../problem/problem.ts';
import { memoryOf, placeOf } from './compile-place.ts';
import { hostFailure } from './host-failure.ts';
import { complaintText } from './problems/complaint.ts';
import { sourceLines } from './problems/source-lines.ts';
import type { Session } from './session.ts';

/** The folders of a catalog that are watched, each for itself. */
const FOLDERS = ['', 'roles/', 'profiles/', 'templates/', 'files/'];

/** A program that saves a file does so in several steps, one right after the other. */
const QUIET_MS = 3;

/** Compiles, and again whenever the catalog changes, until it is interrupted; says how each compile went. */
export async function watchCatalog(session: Session): Promise<void> {
  using interrupts = interruptSignal();
  const watcher = new CatalogWatcher(session);
  watcher.start();
  await new Promise((resolve) => interrupts.signal.addEventListener('abort', resolve));
  watcher.stop();
}

class CatalogWatcher {
  readonly #session: Session;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #place: CompilePlace | undefined;
  #names: ReadonlySet<string> = new Set();
  /** Of the last compile that went well; undefined where more may have happened since than what is noted. */
  #compiled: Compiled | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  start(): void {
    this.#watchFolders();
    this.#compile();
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const one of this.#watchers.values()) one.close();
    const memory = memoryOf(this.#session);
    if (memory !== undefined && this.#compiled) keepLastCompile(memory, this.#compiled.last);
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
    this.#timer = setTimeout(() => this.#compile(), QUIET_MS);
  }

  #compile(): void {
    const began = performance.now();
    this.#watchFolders();
    const changed = new Set(this.#changed);
    this.#changed.clear();
    try {
      const compilation = this.#compileChanged(changed);
      this.#compiled = undefined;
      this.#compiled = compilation.write();
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
