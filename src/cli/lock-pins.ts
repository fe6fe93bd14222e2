import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog, Role } from '../catalog/model.ts';
import { toolsOf } from '../catalog/resources/tools.ts';
import { bringPin } from '../pins/bring-pin.ts';
import { fetchPin, type PinPlace } from '../pins/fetch-pin.ts';
import { LOCK_FILE, type LockedPin, lockedAs, lockText } from '../pins/lock.ts';
import { missingProblems, type Needing, needsOf } from '../pins/needs.ts';
import { type Pinned, pinKey, pinsOf, pinText, profilesOf } from '../pins/pinned.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import { archivePath } from '../streams/archives.ts';
import { pinsInCatalog } from './pins-in-catalog.ts';
import { lockIn } from './pins-lock.ts';
import type { Session } from './session.ts';
import { ownCache, writableFolder } from './writable-folder.ts';

/** A pin that is locked now, and whether that is news. */
export interface FreshPin extends LockedPin {
  readonly change: 'new' | 'changed' | 'same';
}

/**
 * Fetches what the catalog is bound to, as far as it is not locked yet (`again`: all), and writes rolebake.lock. Refuses,
 * and writes nothing, if one cannot be fetched or needs another that its roles lack.
 */
export async function lockPins(session: Session, catalog: Catalog, again: boolean): Promise<FreshPin[]> {
  const { registries, state, root } = session.settings;
  const kept = join(state, 'archives');
  // Who may start no machine can lock all the same.
  const place: PinPlace = { registries, archives: writableFolder(kept, join(ownCache(), 'archives')) ?? kept };
  const pins = pinsInCatalog(catalog);
  const before = lockIn(root);
  const locked: FreshPin[] = [];
  for (const pinned of pins) {
    const known = lockedAs(before, pinned);
    const step = { subject: pinKey(pinned), step: `fetch ${pinText(pinned.pin)}` };
    const now = await session.progress.during(step, async () => {
      if (known === undefined || again) return await fetchPin(pinned, place, session.effects);
      await bringPin({ ...pinned, locked: known }, place, session.effects);
      return known;
    });
    const change = known?.digest === now.digest ? 'same' : before.has(pinKey(pinned)) ? 'changed' : 'new';
    locked.push({ ...pinned, locked: now, change });
  }
  await refuseMissing(session, catalog.roles, locked, place);
  writeLock(root, lockText(new Map(locked.map((one) => [pinKey(one), one.locked]))));
  return locked;
}

function writeLock(root: string, text: string): void {
  const file = join(root, LOCK_FILE);
  const beside = `${file}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { flush: true });
    renameSync(beside, file);
  } finally {
    rmSync(beside, { force: true });
  }
}

async function refuseMissing(
  { effects }: Session,
  roles: readonly Role[],
  locked: readonly LockedPin[],
  { archives }: PinPlace,
): Promise<void> {
  const needs = new Map<string, Needing>();
  for (const one of locked) {
    const found = await needsOf(effects.run, archivePath(archives, one.locked.digest));
    needs.set(pinKey(one), { pinned: one, needs: found });
  }
  const needing = (pins: readonly Pinned[]) => pins.flatMap((pinned) => needs.get(pinKey(pinned)) ?? []);
  const problems: Problem[] = roles.flatMap((role) =>
    toolsOf(role.profiles).flatMap((tool) => missingProblems(role.name, needing(pinsOf(profilesOf(role), tool)))),
  );
  if (problems.length > 0) throw new Refusal(problems);
}
