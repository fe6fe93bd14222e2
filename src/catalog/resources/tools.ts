import type { ProfileUse } from '../model.ts';

/** The tools that a role can be converged with. */
export const TOOLS = ['puppet', 'chef'] as const;
export type Tool = (typeof TOOLS)[number];

/** The tools that all of these profiles are made for. */
export const toolsOf = (uses: readonly ProfileUse[]): Tool[] =>
  TOOLS.filter((tool) => uses.every(({ profile }) => profile.tools.includes(tool)));
