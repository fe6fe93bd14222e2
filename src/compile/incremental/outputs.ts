import type { Role } from '../../catalog/model.ts';
import { toolsOf } from '../../catalog/resources/tools.ts';
import { contentHash } from '../manifest.ts';
import type { OnGood } from '../output.ts';
import { type About, type Files, roleFiles } from '../part.ts';
import { isSettled, type Stamp } from '../stamp.ts';
import type { CompiledRole } from './last-compile.ts';

/** A generated file with the role that it belongs to. */
export interface OwnedFile {
  readonly path: string;
  readonly text: string;
  readonly hash: string;
  readonly role: string | undefined;
}

/** The files of these roles. */
export const ownedFiles = (about: About, roles: readonly Role[]): OwnedFile[] =>
  roles.flatMap((role) => owned(roleFiles(about, role), role.name));

/** Hashed at once: until then a text is held together with all the pieces that it was made from. */
export const owned = (files: Files, role?: string): OwnedFile[] =>
  files.map(([path, text]) => ({ path, text, hash: contentHash(text), role }));

/** A role as the next compile may know it. */
export function compiledRole({ name, profiles }: Role): CompiledRole {
  const [only, other] = toolsOf(profiles);
  const names = profiles.map(({ profile }) => profile.name);
  return { name, profiles: names, ...(only !== undefined && other === undefined ? { only } : {}) };
}

/** Collects the stamps of good files: of one that was there only if no later change can hide behind it. */
export function collectStamps(looked: number) {
  const stamps = new Map<string, Stamp>();
  const written: OnGood = (path, stamp) => void (stamp && stamps.set(path, stamp));
  const seen: OnGood = (path, stamp) => void (stamp && isSettled(stamp, looked) && stamps.set(path, stamp));
  return { stamps, written, seen };
}
