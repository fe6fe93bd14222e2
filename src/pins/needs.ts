import { type PinKind, pinFolder } from '../catalog/resources/bindings.ts';
import type { Run } from '../host/processes.ts';
import type { Problem } from '../problem/problem.ts';
import { type Pinned, pinKey, pinText, placeOf } from './pinned.ts';

/** A pin, and the folders of the others that it says it needs. */
export interface Needing {
  readonly pinned: Pinned;
  readonly needs: readonly string[];
}

/** What a module or cookbook says in its metadata.json that it needs, as folders; nothing where it says nothing. */
export async function needsOf(run: Run, kind: PinKind, archive: string): Promise<string[]> {
  const { code, stdout } = await run({
    argv: ['tar', '--extract', '--to-stdout', `--file=${archive}`, './metadata.json'],
  });
  if (code !== 0) return [];
  const { dependencies } = (objectIn(stdout) ?? {}) as { readonly dependencies?: unknown };
  // Puppet lists objects with a name, Chef maps names to versions.
  const names = Array.isArray(dependencies)
    ? dependencies.map((one: { readonly name?: unknown } | null) => one?.name)
    : Object.keys(dependencies ?? {});
  return names.flatMap((name) => (typeof name === 'string' ? [pinFolder(kind, name)] : []));
}

function objectIn(text: string): object | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? data : undefined;
  } catch {
    return undefined;
  }
}

/** What these need, for one role and tool, and have not beside them. */
export function missingProblems(role: string, all: readonly Needing[]): Problem[] {
  const here = new Set(all.map(({ pinned }) => pinFolder(pinned.kind, pinned.name)));
  return all.flatMap(({ pinned, needs }) =>
    needs
      .filter((name) => !here.has(name))
      .map((name) => ({
        code: 'missing-module',
        message: `role ${role}: ${pinKey(pinned)} ${pinText(pinned.pin)} needs the ${pinned.kind} ${name}, which no profile of the role pins`,
        ...placeOf(pinned),
        hint: `pin ${name} beside it`,
      })),
  );
}
