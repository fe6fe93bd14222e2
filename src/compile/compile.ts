import type { Catalog } from '../catalog/model.ts';
import { TOOLS, type Tool } from '../catalog/resources/tools.ts';
import { baseFiles, type Files, roleFiles } from './part.ts';

/** The tools that a role can be converged with. */
export const TARGETS = TOOLS;
export type Target = Tool;

/** Generated files by path, in the order of their paths: `puppet/...` and `chef/...`. */
export type Generated = ReadonlyMap<string, string>;

/** Compiles a catalog for both tools. Pure: the same catalog gives the same bytes. */
export const compile = (catalog: Catalog): Generated =>
  inOrder([...baseFiles(catalog), ...catalog.roles.flatMap((role) => roleFiles(catalog, role))]);

/** Generated files in their order; no path may be there twice. */
export function inOrder(files: Files): Generated {
  const sorted = new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
  const twins = files.length - sorted.size;
  if (twins > 0) throw new Error(`${twins} generated files have a path twice`);
  return sorted;
}

/** The files of one target, with paths as that tool wants them. */
export function treeOf(generated: Generated, target: Target): Generated {
  const prefix = `${target}/`;
  const own = [...generated].filter(([path]) => path.startsWith(prefix));
  return new Map(own.map(([path, text]) => [path.slice(prefix.length), text]));
}
