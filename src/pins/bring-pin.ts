import type { Effects } from '../host/effects.ts';
import { Refusal } from '../problem/problem.ts';
import { archiveFault, archivePath } from '../streams/archives.ts';
import { fetchPin, type PinPlace } from './fetch-pin.ts';
import { LOCK_FILE, type LockedPin } from './lock.ts';
import { pinKey, pinText, placeOf } from './pinned.ts';

/**
 * The archive of what a pin was locked to: it is fetched if it is not here, or not whole. Refuses with `pin-changed` if
 * the pin gives something else by now, and as `fetchPin` does.
 */
export async function bringPin(pinned: LockedPin, place: PinPlace, effects: Effects): Promise<string> {
  const { digest } = pinned.locked;
  if ((await archiveFault(place.archives, digest)) !== undefined) {
    const fetched = await fetchPin(pinned, place, effects);
    if (fetched.digest !== digest) throw changed(pinned, fetched.digest);
  }
  return archivePath(place.archives, digest);
}

function changed(pinned: LockedPin, now: string): Refusal {
  return new Refusal({
    code: 'pin-changed',
    message: `${pinKey(pinned)} ${pinText(pinned.pin)} is not what ${LOCK_FILE} says: ${now}, not ${pinned.locked.digest}`,
    ...placeOf(pinned),
    hint: 'somebody has moved the tag or replaced the release; if that is right: rolebake pins lock --again',
  });
}
