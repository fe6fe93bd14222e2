import { compileChangedRoles } from './changed-roles.ts';
import type { Compilation, CompilePlace } from './compilation.ts';
import { keepMemory, readMemory } from './memory.ts';
import { compileWhole } from './whole.ts';

/**
 * Compiles a catalog into its folder, with what the last compile left in another folder where that helps: the result is
 * the same as without it.
 */
export function compileFolder(place: CompilePlace, memory: string | undefined): Compilation {
  const last = memory === undefined ? undefined : readMemory(memory);
  const compilation = (last && compileChangedRoles(place, last)) ?? compileWhole(place);
  const write = () => {
    const next = compilation.write();
    const isKept = memory === undefined || next.last === last;
    return isKept ? next : { ...next, last: keepMemory(memory, next.last) };
  };
  return { ...compilation, write };
}
