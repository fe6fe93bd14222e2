import { readLines } from '../lines.ts';

/** `packages` and `pins`: the builder's Debian tree; `fetch` and `install`: gems; `assemble`: the folder that ships. */
const STAGES = ['packages', 'pins', 'fetch', 'install', 'assemble'] as const;

/** What a first build tells while it works: it takes more than a minute. */
interface BuildProgress {
  readonly stage: (typeof STAGES)[number];
  readonly done: number;
  /** Unknown for Debian packages until they are there. */
  readonly total?: number;
  /** Something to know: another version than the pinned one. */
  readonly note?: string;
}

export type OnBuildProgress = (progress: BuildProgress) => void;

/** Reads the `progress STAGE DONE TOTAL` lines of the Ruby recipe as they come in pieces. */
export function recipeProgress(onProgress: OnBuildProgress): (text: string) => void {
  return readLines((line) => {
    const [word, name, done, total] = line.split(' ');
    const stage = STAGES.find((known) => known === name);
    if (word === 'progress' && stage) onProgress({ stage, done: Number(done), total: Number(total) });
  }).add;
}

/** Reads mmdebstrap's words: each package that is set up counts. */
export function packageProgress(onProgress: OnBuildProgress): (text: string) => void {
  let done = 0;
  onProgress({ stage: 'packages', done });
  return readLines((line) => {
    if (!line.startsWith('Setting up ')) return;
    done += 1;
    onProgress({ stage: 'packages', done });
  }).add;
}
