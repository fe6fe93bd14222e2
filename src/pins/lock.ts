import type { Pin } from '../catalog/resources/bindings.ts';
import { type Digest, isDigest } from '../naming/digest.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import { type Pinned, pinKey, pinText, placeOf } from './pinned.ts';

/** What a pin turned out to be when it was locked. */
export interface Locked {
  readonly pin: Pin;
  /** Of its files, in the canonical form that a bake unpacks. */
  readonly digest: Digest;
  /** What the tag stood for, where it came from git. */
  readonly commit?: string;
}

/** rolebake.lock: what each pin is, by its key. */
export type Lock = ReadonlyMap<string, Locked>;

/** The lock's file, beside rolebake.yaml and committed with it. */
export const LOCK_FILE = 'rolebake.lock';

const RELOCK = 'rolebake pins lock';

/** The text of a lock: JSON in the order of its keys, a pin on a line, so that two branches merge by lines. */
export function lockText(lock: Lock): string {
  const lines = [...lock]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { pin, ...rest }]) => `  ${JSON.stringify(key)}: ${JSON.stringify({ ...pin, ...rest })}`);
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}

/** Reads the text of a lock. Refuses with `wrong-value`. */
export function readLock(text: string): Lock {
  const data = jsonOf(text);
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw noLock('it holds no JSON object');
  return new Map(Object.entries(data).map(([key, value]) => [key, readLocked(key, value)]));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw noLock((error as Error).message);
  }
}

function readLocked(key: string, value: unknown): Locked {
  const { version, git, ref, commit, digest } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const pin =
    typeof version === 'string'
      ? { version }
      : typeof git === 'string' && typeof ref === 'string'
        ? { git, ref }
        : undefined;
  if (pin === undefined) throw noLock(`${key} has neither a version nor git and ref`);
  if (!isDigest(digest)) throw noLock(`${key} has no digest such as sha256:<64 hex digits>`);
  return { pin, digest, ...(typeof commit === 'string' ? { commit } : {}) };
}

/** A Refusal: rolebake.lock is no lock. */
export const noLock = (why: string): Refusal =>
  new Refusal({
    code: 'wrong-value',
    message: `${LOCK_FILE} cannot be read: ${why}`,
    hint: `take the last whole one from git, or remove it; ${RELOCK} writes it anew`,
  });

/** What a pin is locked to; undefined if the lock is not of the very version that the catalog names. */
export function lockedAs(lock: Lock, pinned: Pinned): Locked | undefined {
  const locked = lock.get(pinKey(pinned));
  return locked && pinText(locked.pin) === pinText(pinned.pin) ? locked : undefined;
}

/** Whether the lock is of the very version that the catalog names. */
export const isLocked = (lock: Lock, pinned: Pinned): boolean => lockedAs(lock, pinned) !== undefined;

/** A pin, with what it was locked to. */
export interface LockedPin extends Pinned {
  readonly locked: Locked;
}

/** These pins with their locks, as far as they have one. */
export const withLocks = (lock: Lock, pins: readonly Pinned[]): LockedPin[] =>
  pins.flatMap((pinned) => {
    const locked = lockedAs(lock, pinned);
    return locked ? [{ ...pinned, locked }] : [];
  });

/** A problem for each pin that is not locked: a bake must know what it is given. */
export const unlockedProblems = (lock: Lock, pins: readonly Pinned[]): Problem[] =>
  pins
    .filter((pinned) => !isLocked(lock, pinned))
    .map((pinned) => ({
      code: 'pin-not-locked',
      message: `${LOCK_FILE} does not say what ${pinKey(pinned)} ${pinText(pinned.pin)} is`,
      ...placeOf(pinned),
      hint: `${RELOCK}, then commit ${LOCK_FILE}`,
    }));
