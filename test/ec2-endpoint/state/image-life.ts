import type { Cloud } from './cloud.ts';
import type { Image, Snapshot } from './things.ts';

/** Fills the disks of an image that is pending; it is available when they are complete. */
export function beginImage(
  cloud: Cloud,
  image: Image,
  snapshots: readonly Snapshot[],
  fill: (snapshot: Snapshot) => Promise<void>,
): Promise<void> {
  const { faults } = cloud;
  return Promise.all(snapshots.map(fill)).then(
    () => {
      if (faults.imagesStuck) return;
      image.state = faults.imagesFail ? 'failed' : 'available';
      for (const snapshot of snapshots) snapshot.state = faults.imagesFail ? 'error' : 'completed';
    },
    () => {
      image.state = 'failed';
      for (const snapshot of snapshots) snapshot.state = 'error';
    },
  );
}
