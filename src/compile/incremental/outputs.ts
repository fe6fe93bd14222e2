import { crc32 } from 'node:zlib';
import type { Role } from '../../catalog/model.ts';
import { toolsOf } from '../../catalog/tools.ts';
import { manifestText } from '../manifest.ts';
import type { OnGood } from '../output.ts';
import { type About, roleFiles } from '../part.ts';
import { isSettled, type Stamp } from '../stamp.ts';
import type { CompiledRole, Input, LastCompile } from './last-compile.ts';

/** A generated file with the role that it belongs to. */
export interface OwnedFile {
  readonly path: string;
  readonly text: string;
  readonly role: string | undefined;
}

/** The files of these roles. */
export const ownedFiles = (about: About, roles: readonly Role[]): OwnedFile[] =>
  roles.flatMap((role) => roleFiles(about, role).map(([path, text]) => ({ path, text, role: role.name })));

/** A role as the next compile may know it. */
export function compiledRole({ name, profiles }: Role): CompiledRole {
  const [only, other] = toolsOf(profiles);
  const names = profiles.map(({ profile }) => profile.name);
  return { name, profiles: names, ...(only !== undefined && other === undefined ? { only } : {}) };
}

/** What is known of a generated file. */
export interface KnownOutput {
  readonly hash: string;
  readonly stamp: Stamp;
  readonly role: string | undefined;
}

export const hashesIn = (outputs: ReadonlyMap<string, KnownOutput>): Map<string, string> =>
  new Map([...outputs].map(([path, { hash }]) => [path, hash]));

/** Notes stamps: of files that were there, if no later change can hide behind the stamp; of those just written. */
export function notingIn(outputs: Map<string, KnownOutput>, looked: number): { seen: OnGood; written: OnGood } {
  const written: OnGood = (path, stamp) => {
    const known = outputs.get(path);
    if (known && stamp) outputs.set(path, { ...known, stamp });
  };
  return { written, seen: (path, stamp) => stamp && isSettled(stamp, looked) && written(path, stamp) };
}

/** What the next compile may know. */
export function lastCompile(from: {
  readonly build: string;
  readonly inputs: readonly Input[];
  readonly roles: readonly CompiledRole[];
  readonly outputs: ReadonlyMap<string, KnownOutput>;
  readonly looked: number;
  readonly kept: number;
}): LastCompile {
  const { build, inputs, roles, looked, kept } = from;
  const places = new Map(roles.map(({ name }, index) => [name, index]));
  const sorted = [...from.outputs].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    build,
    inputs,
    roles,
    outputs: sorted.map(([, { stamp, role }]) => ({ stamp, role: role === undefined ? -1 : (places.get(role) ?? -1) })),
    manifest: crc32(manifestText(hashesIn(from.outputs))),
    looked,
    kept,
  };
}
