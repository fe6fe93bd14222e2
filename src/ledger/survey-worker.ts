import { parentPort, workerData } from 'node:worker_threads';
import { folderSource } from './folder-source.ts';
import { Survey } from './survey.ts';
import type { SurveyPlace } from './survey-folder.ts';
import { type SurveyWork, surveyAll } from './survey-work.ts';

/** A thread that surveys what it is sent, and sends back what it has found. */
const { dir, others }: SurveyPlace = workerData;
const source = folderSource(dir, new Map([...others].map(([path, bytes]) => [path, bytes && Buffer.from(bytes)])));
parentPort?.on('message', (work: SurveyWork) => {
  const survey = new Survey();
  surveyAll(survey, source, work);
  parentPort?.postMessage(survey);
});
