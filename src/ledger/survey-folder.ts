import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { folderSource, type Others } from './folder-source.ts';
import { Survey, type SurveyResult } from './survey.ts';
import { type SurveyWork, surveyAll } from './survey-work.ts';

/** So few entries or objects are looked at faster than another thread starts. */
const FEW = 20_000;
/** About so many entries go to a thread at once. */
const BATCH = 10_000;
const THREADS_MAX = 8;
const WORKER = new URL(`./survey-worker${extname(import.meta.url)}`, import.meta.url);

/** Looks at files of a folder, with as many threads as there are processors if it is worth it. */
export async function surveyFolder(dir: string, others: Others, work: SurveyWork): Promise<Survey> {
  const survey = new Survey();
  const batches = [...batchesOf(work)];
  const threads = Math.min(availableParallelism(), THREADS_MAX, batches.length);
  if (threads < 2 || weightOf(work) < FEW) surveyAll(survey, folderSource(dir, others), work);
  else {
    const thread = () =>
      runThread(
        { dir, others },
        () => batches.pop(),
        (result) => survey.merge(result),
      );
    await Promise.all(Array.from({ length: threads }, thread));
  }
  return survey;
}

/** What a thread is started with. */
export interface SurveyPlace {
  readonly dir: string;
  readonly others: Others;
}

/** One thread that works until nothing is left. */
function runThread(
  place: SurveyPlace,
  next: () => SurveyWork | undefined,
  take: (result: SurveyResult) => void,
): Promise<void> {
  const worker = new Worker(WORKER, { workerData: place });
  return new Promise<void>((resolve, reject) => {
    const give = () => {
      const batch = next();
      if (batch === undefined) resolve();
      else worker.postMessage(batch);
    };
    worker.on('message', (result: SurveyResult) => {
      give();
      take(result);
    });
    worker.on('error', reject);
    give();
  }).finally(() => worker.terminate());
}

const weightOf = ({ files, objects }: SurveyWork): number =>
  objects.length + files.reduce((sum, { promised }) => sum + (promised?.count ?? 1), 0);

function* batchesOf({ files, objects }: SurveyWork): Generator<SurveyWork> {
  for (let at = 0; at < objects.length; at += BATCH) yield { files: [], objects: objects.slice(at, at + BATCH) };
  let batch: SurveyWork['files'][number][] = [];
  let weight = 0;
  for (const file of files) {
    batch.push(file);
    weight += file.promised?.count ?? 1;
    if (weight < BATCH) continue;
    yield { files: batch, objects: [] };
    [batch, weight] = [[], 0];
  }
  if (batch.length > 0) yield { files: batch, objects: [] };
}
