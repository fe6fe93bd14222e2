import type { Catalog } from '../catalog/model.ts';
import { baseFiles, roleFiles } from './part.ts';

/** The tools that a role can be converged with. */
export const TARGETS = ['puppet', 'chef'] as const;
export type Target = (typeof TARGETS)[number];

/** Generated files by path, in the order of their paths: `puppet/...` and `chef/...`. */
export type Generated = ReadonlyMap<string, string>;

/** Compiles a catalog for both tools. Pure: the same catalog gives the same bytes. */
export function compile(catalog: Catalog): Generated {
  const all = [...baseFiles(catalog), ...catalog.roles.flatMap((role) => roleFiles(catalog, role))];
  const twins = all.length - new Set(all.map(([path]) => path)).size;
  if (twins > 0) throw new Error(`${twins} generated files have a path twice`);
  return new Map(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The files of one target, with paths as that tool wants them. */
export function treeOf(generated: Generated, target: Target): Generated {
  const prefix = `${target}/`;
  const own = [...generated].filter(([path]) => path.startsWith(prefix));
  return new Map(own.map(([path, text]) => [path.slice(prefix.length), text]));
}
