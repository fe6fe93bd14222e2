import type { LocalMachines } from '../machines/local/local-machines.ts';
import type { Machine, MachineSpec } from '../machines/machines.ts';
import { Refusal } from '../problem/problem.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import type { RoleImage } from './role-image.ts';

/** Launches a machine of an image, wherever the provider keeps that; refuses with `snapshot-missing` or `snapshot-damaged`. */
export type ImageLauncher = (image: RoleImage, wishes: MachineSpec) => Promise<Machine>;

/** Launches machines of snapshots of this host. */
export const localLauncher =
  (machines: LocalMachines, snapshots: Snapshots): ImageLauncher =>
  async (image, wishes) => {
    if (!snapshots.has(image.digest)) throw notHere(image);
    if (!(await snapshots.isWhole(image.digest))) throw notWhole(image);
    return await machines.launch({ ...wishes, layers: snapshots.layers(image.digest) });
  };

function notHere({ name, role }: RoleImage): Refusal {
  const hint = `rolebake bake ${role} makes a new one`;
  return new Refusal({ code: 'snapshot-missing', message: `the snapshot of ${name} is not here`, hint });
}

function notWhole({ name }: RoleImage): Refusal {
  const hint = 'rolebake store verify names what is damaged, rolebake store repair mends what can be';
  return new Refusal({ code: 'snapshot-damaged', message: `the snapshot of ${name} is not whole`, hint });
}
