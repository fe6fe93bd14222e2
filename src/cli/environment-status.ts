import { serviceHost, zoneOf } from '../naming/names.ts';
import type { EnvironmentRecord } from '../release/up/environment-store.ts';
import { machinesOf } from '../release/up/labels.ts';
import type { UpPlace } from '../release/up/up-place.ts';

/** A machine of an environment, as its balancer sees it. */
interface MachineStatus {
  readonly id: string;
  readonly tag: string;
  readonly address: string;
  /** `runs` is for machines that no balancer sends to. */
  readonly state: 'up' | 'down' | 'runs' | 'ended';
  readonly connections: number;
}

interface RoleStatus {
  readonly role: string;
  readonly balancer?: { readonly host: string; readonly address: string };
  readonly machines: readonly MachineStatus[];
}

/** What runs in an environment now. */
export interface EnvironmentStatus {
  readonly record: EnvironmentRecord;
  /** Address of the name server. */
  readonly resolver?: string;
  readonly roles: readonly RoleStatus[];
  /** Addresses by host name. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** Looks at an environment. */
export async function environmentStatus(
  { machines, balancers, zones }: UpPlace,
  record: EnvironmentRecord,
): Promise<EnvironmentStatus> {
  const { environment, zone } = record;
  const ours = machinesOf(environment, await machines.list());
  const balanced = await balancers.list(environment);
  const roles = [...new Set([...ours.map(({ role }) => role), ...balanced])].sort();
  const resolver = await zones.addressOf(environment, zoneOf(environment, zone));
  return {
    record,
    ...(resolver === undefined ? {} : { resolver }),
    roles: await Promise.all(
      roles.map(async (role): Promise<RoleStatus> => {
        const [states, address] = [
          await balancers.states(environment, role),
          await balancers.addressOf(environment, role),
        ];
        const own = ours.filter((machine) => machine.role === role);
        return {
          role,
          ...(address === undefined ? {} : { balancer: { host: serviceHost(role, environment, zone), address } }),
          machines: own.map(({ id, tag, address: at, isRunning }) => {
            const seen = states?.find((state) => state.id === id);
            const state = !isRunning ? 'ended' : seen === undefined ? 'runs' : seen.isUp ? 'up' : 'down';
            return { id, tag, address: at, state, connections: seen?.connections ?? 0 };
          }),
        };
      }),
    ),
    names: Object.fromEntries((await zones.get(environment, zoneOf(environment, zone))) ?? []),
  };
}
