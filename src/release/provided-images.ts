import type { TagRecord } from '../ledger/ledger.ts';
import type { LocalMachines } from '../machines/local/local-machines.ts';
import type { Machine, MachineSpec } from '../machines/machines.ts';
import { parseDigest } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import type { RoleImage } from './role-image.ts';

/** The images that one provider has. */
export interface ProvidedImages {
  /** The digests of those of these tags whose images are really there, and whole. */
  present(records: readonly TagRecord[]): Promise<ReadonlySet<string>>;
  /** Launches a machine of an image; refuses with `snapshot-missing` or `snapshot-damaged`. */
  launch(image: RoleImage, wishes: MachineSpec): Promise<Machine>;
}

/** Which snapshots of this host are whole. */
export const presentIn = (snapshots: Pick<Snapshots, 'wholeOf'>): Pick<ProvidedImages, 'present'> => ({
  present: (records) => snapshots.wholeOf(records.map(({ entry }) => parseDigest(entry.digest))),
});

/** The snapshots of this host. */
export const localProvided = (machines: LocalMachines, snapshots: Snapshots): ProvidedImages => ({
  ...presentIn(snapshots),
  launch: async (image, wishes) => {
    if (!snapshots.has(image.digest)) throw notHere(image);
    if (!(await snapshots.isWhole(image.digest))) throw notWhole(image);
    return await machines.launch({ ...wishes, layers: snapshots.layers(image.digest) });
  },
});

function notHere({ name, role }: RoleImage): Refusal {
  const hint = `rolebake bake ${role} makes a new one`;
  return new Refusal({ code: 'snapshot-missing', message: `the snapshot of ${name} is not here`, hint });
}

function notWhole({ name }: RoleImage): Refusal {
  const hint = 'rolebake store verify names what is damaged, rolebake store repair mends what can be';
  return new Refusal({ code: 'snapshot-damaged', message: `the snapshot of ${name} is not whole`, hint });
}
