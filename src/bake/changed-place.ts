import type { Catalog, Role } from '../catalog/model.ts';
import type { Target } from '../compile/compile.ts';
import type { Owner, RoleCode } from '../compile/role-code.ts';
import { sourceMap } from '../compile/source-map.ts';
import type { Difference } from './reasons.ts';

type Tree = Readonly<Record<string, string>>;

/**
 * Where the catalog says what has changed in the code of a part: at the first line that is another one, if what was
 * baked before is known; else only the file that declares it.
 */
export function changedPlace(
  catalog: Catalog,
  role: Role,
  part: string,
  { target, before, code }: { readonly target: Target; readonly before: Tree | undefined; readonly code: RoleCode },
): Difference['place'] {
  for (const [path, text] of before === undefined ? [] : (code.get(part as Owner) ?? [])) {
    const line = firstChange(before?.[path] ?? '', text);
    const place = line === undefined ? undefined : sourceMap(catalog, `${target}/${path}`)?.[line];
    if (place) return place;
  }
  const profile = role.profiles.find((use) => `profile ${use.profile.name}` === part)?.profile;
  const file = profile?.file ?? (part === `role ${role.name}` ? role.file : undefined);
  return file && { file: file.path };
}

/** The index of the first line of `now` that `before` does not have so. */
function firstChange(before: string, now: string): number | undefined {
  const [old, lines] = [before.split('\n'), now.split('\n')];
  const index = lines.findIndex((line, at) => line !== old[at]);
  return index >= 0 ? index : old.length > lines.length ? lines.length - 1 : undefined;
}
