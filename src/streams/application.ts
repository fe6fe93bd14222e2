import type { Effects } from '../host/effects.ts';
import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import { type Packed, packRelease, type ReleasePlace } from './application-source.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { refuseRepeated } from './repeated.ts';

export interface ApplicationRelease {
  readonly name: string;
  /** What goes to /opt/NAME on a machine. */
  readonly place: ReleasePlace;
  /** The version that its author gave; default: what the application's own file says. */
  readonly version?: string;
  /** Whether to tag what a revoked tag holds already. */
  readonly revokedToo?: boolean;
}

interface Place {
  readonly ledger: Ledger;
  readonly archives: string;
  readonly who: string;
}

interface Tagged {
  readonly record: TagRecord;
  readonly isNew: boolean;
}

/** Records a release of an application as the next tag of its stream; what is the head already keeps its tag. */
export async function tagApplication(release: ApplicationRelease, place: Place, effects: Effects): Promise<Tagged> {
  const packed = await packRelease(release.name, release.place, place.archives, effects);
  return await oneAtATime(place.ledger, 'app', () => tagPacked(release, packed, place, effects));
}

async function tagPacked(
  release: ApplicationRelease,
  { archive, words, source }: Packed,
  place: Place,
  effects: Effects,
): Promise<Tagged> {
  const version = release.version ?? words.version;
  const head = (await place.ledger.heads()).find(({ entry }) => entry.stream === 'app' && entry.name === release.name);
  if (head?.entry.digest === archive.digest && head.entry.details['version'] === version)
    return { record: head, isNew: false };
  if (!release.revokedToo) await refuseRepeated(place.ledger, 'app', release.name, archive.digest);
  const entry = await place.ledger.append({
    kind: 'tag',
    stream: 'app',
    name: release.name,
    digest: archive.digest,
    parents: [],
    details: {
      bytes: archive.bytes,
      ...(version === undefined ? {} : { version }),
      ...(Object.keys(words.declares).length === 0 ? {} : { declares: words.declares }),
    },
    ...(source ? { source } : {}),
    job: effects.randomBytes(8).toString('hex'),
    who: place.who,
  });
  return { record: await place.ledger.show(`app/${release.name}@${entry.number}`), isNew: true };
}
