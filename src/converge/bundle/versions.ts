import type { Target } from '../../compile/compile.ts';

/** The gems that can be the tool itself. */
const PROGRAMS = { puppet: ['openvox', 'puppet'], chef: ['chef', 'cinc'] } as const;

/** A program by its makers' name. */
export interface ToolVersion {
  readonly name: (typeof PROGRAMS)[Target][number];
  readonly version: string;
}

/** The tool of a target, from the converger's own list of what it is made of: `kind name version` lines. */
export function toolIn(versions: string, target: Target): ToolVersion | undefined {
  for (const line of versions.split('\n')) {
    const [kind, gem, version] = line.split(' ');
    const name = PROGRAMS[target].find((one) => one === gem);
    if (kind === target && name !== undefined && version !== undefined) return { name, version };
  }
  return undefined;
}
