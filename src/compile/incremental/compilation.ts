import type { CatalogFiles, CatalogListing } from '../../catalog/files.ts';
import type { Change } from '../output.ts';
import type { CompiledRole, LastCompile } from './last-compile.ts';
import type { OutputTable } from './output-table.ts';

/** What a compile works with. */
export interface CompilePlace {
  readonly listing: CatalogListing;
  /** The files that come with rolebake. */
  readonly platform: () => CatalogFiles;
  /** The folder of generated files. */
  readonly generated: string;
  /** Names this build of rolebake. */
  readonly build: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Looks at every generated file, where else only at those that may change. */
  readonly everywhere?: boolean;
}

/** What a process that watches knows beyond what the last compile left. */
export interface Watched {
  /** Paths of the catalog's files that may have changed; all others, and the generated files, have not. */
  readonly changed: ReadonlySet<string>;
  /** The table of the last compile. */
  readonly table: OutputTable;
}

/** What a compile leaves. */
export interface Compiled {
  readonly last: LastCompile;
  readonly table: OutputTable;
}

/** What a compile found, before anything is written. */
export interface Compilation {
  readonly roles: readonly CompiledRole[];
  /** How many files the catalog gives. */
  readonly files: number;
  readonly changes: readonly Change[];
  /** Brings the folder up to date and gives what the next compile may know. Refuses if a person edited a file. */
  write(): Compiled;
}
