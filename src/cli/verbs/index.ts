import type { Verb } from '../verb.ts';
import { compileVerb } from './compile.ts';

/** All verbs, in the order in which help shows them. */
export const VERBS: readonly Verb[] = [compileVerb];
