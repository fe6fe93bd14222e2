import type { Step } from '../catalog/source-file.ts';
import type { Code } from './encode/code.ts';

/**
 * Notes where a piece of generated code comes from, by steps into the file that it is compiled from. Of a role,
 * `['uses', PROFILE, PARAMETER]` is a value, whichever file gives it.
 */
export type Mark = (code: Code, ...steps: Step[]) => Code;

/** Notes nothing, as a compile does that writes files. */
export const unmarked = (code: Code): Code => code;
