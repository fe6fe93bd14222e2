import { Refusal } from '../problem/problem.ts';

/** The words of a thrown value. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The problems of an expected failure as the journal keeps them, null for any other thrown value. */
export const problemsText = (error: unknown): string | null =>
  error instanceof Refusal ? JSON.stringify(error.problems) : null;
