import { Refusal } from '../../problem/problem.ts';
import type { Area } from './area.ts';
import { listRecords, type MachineRecord, namesIn, readRecord } from './records.ts';

/**
 * Refuses with `network-changed` if machines of this state folder are in another network than the settings say: they
 * would be in no list, and their disks would look like remains.
 */
export async function refuseOtherNetworks(area: Area): Promise<void> {
  const others = await machinesElsewhere(area);
  const [first] = others;
  if (first === undefined) return;
  throw new Refusal({
    code: 'network-changed',
    message: `these machines are in the network ${first.network}, not in ${area.subnet}: ${others.map(({ id }) => id).join(', ')}`,
    hint: `set network: ${first.network} again; to change it, end them first: rolebake terminate --all, and rolebake down --env NAME`,
  });
}

/** The machines whose disks are in this state folder and whose records are in another area's. */
async function machinesElsewhere(area: Area): Promise<MachineRecord[]> {
  const own = new Set((await listRecords(area)).map(({ id }) => id));
  const strangers = (await namesIn(area.disks)).filter((id) => !own.has(id));
  if (strangers.length === 0) return [];
  const areas = (await namesIn('/run')).filter((name) => name !== area.name);
  const found = await Promise.all(
    areas.flatMap((name) => strangers.map((id) => readRecord({ records: `/run/${name}/machines` }, id))),
  );
  return found.filter((record) => record !== undefined).filter(({ id, disk }) => disk === `${area.disks}/${id}`);
}
