import { compileChangedRoles } from './changed-roles.ts';
import type { Compilation, CompilePlace } from './compilation.ts';
import { keepLastCompile, readLastCompile } from './last-compile-file.ts';
import { compileWhole } from './whole.ts';

/**
 * Compiles a catalog into its folder, with what the last compile left in a file where that helps: the result is the
 * same as without it.
 */
export function compileFolder(place: CompilePlace, memory: string | undefined): Compilation {
  const last = memory === undefined ? undefined : readLastCompile(memory);
  const compilation = (last && compileChangedRoles(place, last)) ?? compileWhole(place);
  const write = () => {
    const next = compilation.write();
    if (memory !== undefined && next.last !== last) keepLastCompile(memory, next.last);
    return next;
  };
  return { ...compilation, write };
}
