import type { Figure } from './figure.ts';
import type { Lab } from './lab.ts';

/** How much is measured, from the command line: `--roles 500`. */
export const COUNTS = {
  runs: 'measurements to take the median of',
  roles: 'roles of the made catalog',
  entries: 'entries of the made ledger',
  bakes: 'bakes that are published one by one',
  writers: 'clones that publish at once',
  seconds: 'seconds that they do so',
  machines: 'machines at one moment',
};
export type Count = keyof typeof COUNTS;

/** What a bench works with. */
export interface BenchContext {
  readonly lab: Lab;
  /** The bench's own counts, each as asked for or at its default. */
  readonly counts: Readonly<Record<Count, number>>;
}

export type RunBench = (context: BenchContext) => Promise<readonly Figure[]>;

/** One bench. Declaring it costs nothing; `load` brings in what it needs. */
export interface Bench {
  readonly name: string;
  readonly summary: string;
  /** The counts that it takes, with their defaults. */
  readonly counts: Readonly<Partial<Record<Count, number>>>;
  readonly load: () => Promise<RunBench>;
}
