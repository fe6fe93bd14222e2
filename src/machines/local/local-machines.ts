import { type Effects, realEffects } from '../../host/effects.ts';
import type { Machines } from '../machines.ts';
import { unknownMachine } from '../unknown-machine.ts';
import { type Area, areaOf, type LocalSettings } from './area.ts';
import { stop, terminate } from './end.ts';
import { launch } from './launch.ts';
import type { LocalMachine, LocalSpec } from './local-machine.ts';
import { refuseOtherNetworks } from './other-networks.ts';
import { diskFolders } from './overlay.ts';
import { listRecords, type MachineRecord, machineOf, readRecord } from './records.ts';
import { sweep } from './sweep.ts';

/** Machines on this host: systemd-nspawn on overlays, and what a snapshot of one needs. */
export interface LocalMachines extends Machines<LocalSpec, LocalMachine> {
  /** Refuses with `network-changed` if machines of this state folder are in another network. */
  checkNetwork(): Promise<void>;
  /** The merged tree: of a running machine as it sees it, of a stopped one without keys and names, to be sealed. */
  rootOf(id: string): Promise<string>;
  /** The stopped machine's changed layer, an overlay upper folder: whiteouts and opaque folders as overlayfs writes them. */
  upperOf(id: string): Promise<string>;
}

/** The local provider. All state is on the host, so any number of processes may have one. */
export function localMachines(settings: LocalSettings, effects: Effects = realEffects): LocalMachines {
  const area = areaOf(settings, effects);
  return {
    launch: (spec, observe) => launch(area, spec, observe),
    list: async () => (await listRecords(area)).filter((record) => isOurs(area, record)).map(machineOf),
    get: async (id) => {
      const record = await readRecord(area, id);
      return record && machineOf(record);
    },
    stop: (id) => stop(area, id),
    terminate: (id) => terminate(area, id),
    checkNetwork: () => refuseOtherNetworks(area),
    sweep: (isAlive) => sweep(area, isAlive),
    rootOf: async (id) => diskFolders((await mustRead(area, id)).disk).root,
    upperOf: async (id) => diskFolders((await stopped(area, id)).disk).upper,
  };
}

/** Another state folder of the same area has machines of its own. */
function isOurs(area: Area, record: MachineRecord): boolean {
  return record.disk === `${area.disks}/${record.id}`;
}

async function mustRead(area: Area, id: string): Promise<MachineRecord> {
  const record = await readRecord(area, id);
  if (!record) throw unknownMachine(id);
  return record;
}

async function stopped(area: Area, id: string): Promise<MachineRecord> {
  const record = await mustRead(area, id);
  if (record.state !== 'stopped') throw new Error(`machine ${id} is ${record.state}: its layer still changes`);
  return record;
}
