import { pinFolder } from '../catalog/resources/bindings.ts';
import type { Run } from '../host/processes.ts';
import type { Problem } from '../problem/problem.ts';
import { type Pinned, pinKey, pinText, placeOf } from './pinned.ts';

/** Another module or cookbook, as metadata.json names it, and the versions of it that will do, as far as it says. */
interface Need {
  readonly name: string;
  readonly versions?: string;
}

/** A pin, and the others that it says it needs. */
export interface Needing {
  readonly pinned: Pinned;
  readonly needs: readonly Need[];
}

/** What a module or cookbook says in its metadata.json that it needs; nothing where it says nothing. */
export async function needsOf(run: Run, archive: string): Promise<Need[]> {
  const { code, stdout } = await run({
    argv: ['tar', '--extract', '--to-stdout', `--file=${archive}`, './metadata.json'],
  });
  if (code !== 0) return [];
  const { dependencies } = (objectIn(stdout) ?? {}) as { readonly dependencies?: unknown };
  // Puppet lists objects with a name, Chef maps names to versions.
  if (Array.isArray(dependencies)) return dependencies.flatMap(needOfModule);
  if (typeof dependencies !== 'object' || dependencies === null) return [];
  return Object.entries(dependencies).map(([name, versions]) => needOf(name, versions));
}

function needOfModule(one: unknown): Need[] {
  const { name, version_requirement: versions } = (one ?? {}) as Readonly<Record<string, unknown>>;
  return typeof name === 'string' ? [needOf(name.replace(/^([^/-]+)-/, '$1/'), versions)] : [];
}

const needOf = (name: string, versions: unknown): Need => ({
  name,
  ...(typeof versions === 'string' && versions !== '' ? { versions } : {}),
});

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
      .filter(({ name }) => !here.has(pinFolder(pinned.kind, name)))
      .map(({ name, versions }) => ({
        code: 'missing-module',
        message: `role ${role}: ${pinKey(pinned)} ${pinText(pinned.pin)} needs the ${pinned.kind} ${name}, which no profile of the role pins`,
        ...placeOf(pinned),
        hint: `pin ${name} beside it${versions === undefined ? '' : `, at a version that is ${versions}`}`,
      })),
  );
}
