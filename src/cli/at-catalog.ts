import type { Catalog } from '../catalog/model.ts';
import { sourceMap } from '../compile/source-map.ts';
import { type Problem, Refusal } from '../problem/problem.ts';

/** A failed converge at the line of the catalog that the resource comes from, given the catalog that was compiled; without one, at none. */
export function atCatalog(error: unknown, catalog: Catalog | undefined): unknown {
  if (!(error instanceof Refusal)) return error;
  const problems = error.problems.map((problem) => placed(problem, catalog));
  return new Refusal(problems, { cause: error });
}

function placed(problem: Problem, catalog: Catalog | undefined): Problem {
  if (!['converge-failed', 'not-idempotent', 'mirror-failed'].includes(problem.code) || !problem.place) return problem;
  const { place: generated, ...rest } = problem;
  const place = catalog && sourceMap(catalog, generated.file)?.[generated.line - 1];
  return place ? { ...rest, place } : rest;
}
