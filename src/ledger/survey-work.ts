import type { Checkpoint } from './checkpoint.ts';
import { classify, fileOf, objectFile } from './paths.ts';
import type { SeenEnd } from './seen.ts';
import type { LedgerSource } from './source.ts';
import type { FileToSurvey, Survey } from './survey.ts';

/** What a survey is to look at: plain data that can go from one thread to another. */
export interface SurveyWork {
  readonly files: readonly FileToSurvey[];
  /** Digests of objects. */
  readonly objects: readonly string[];
}

/** Looks at all of it. */
export function surveyAll(survey: Survey, source: LedgerSource, { files, objects }: SurveyWork): void {
  for (const file of files) survey.add(file, () => source.pieces(fileOf(file.component)));
  for (const digest of objects) survey.addObject(digest, source.pieces(objectFile(digest)));
}

/** All that there is to look at among these paths, held to what the checkpoint promises and to what was seen before. */
export function workOf(
  paths: readonly string[],
  promises: Checkpoint | undefined,
  seen: ReadonlyMap<string, SeenEnd> = new Map(),
): SurveyWork {
  const files: FileToSurvey[] = [];
  const objects: string[] = [];
  for (const path of paths) {
    const kind = classify(path);
    if (kind.kind === 'object') objects.push(kind.digest);
    if (kind.kind !== 'entries') continue;
    files.push({ component: kind.component, promised: promises?.get(path), seen: seen.get(path) });
  }
  return { files, objects };
}
