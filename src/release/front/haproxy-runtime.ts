import { listenerNames } from '../../naming/names.ts';
import type { BalancerSpec, ServerState } from './balancers.ts';
import { CHECK } from './haproxy-config.ts';

/** One server of one backend, as `show stat` has it. */
export interface ServerRow {
  readonly backend: string;
  readonly id: string;
  readonly isUp: boolean;
  readonly connections: number;
  readonly weight: number;
}

/** The command that gives all servers. */
export const SHOW_SERVERS = 'show stat -1 4 -1';

/** Reads what `show stat` printed (management.txt of HAProxy, section 9.1). */
export function readServers(csv: string): ServerRow[] {
  const [header = '', ...lines] = csv.split('\n').filter((line) => line !== '');
  const names = header.replace(/^# /, '').split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    const cell = (name: string) => cells[names.indexOf(name)] ?? '';
    return {
      backend: cell('pxname'),
      id: cell('svname'),
      isUp: /^UP/.test(cell('status')),
      connections: Number(cell('scur')),
      weight: Number(cell('weight')),
    };
  });
}

/** What is seen of each machine, over all backends. */
export function statesOf(rows: readonly ServerRow[]): ServerState[] {
  const byId = Map.groupBy(rows, ({ id }) => id);
  return [...byId].map(([id, all]) => ({
    id,
    isUp: all.every(({ isUp }) => isUp),
    connections: all.reduce((sum, { connections }) => sum + connections, 0),
  }));
}

/** The commands that make the servers of a running HAProxy those of the spec; nothing is closed but to servers that go. */
export function runtimeCommands(
  { role, listeners, servers }: Omit<BalancerSpec, 'environment'>,
  rows: readonly ServerRow[],
): string[] {
  return listeners.flatMap(({ endpoint, target }) => {
    const { backend } = listenerNames(role, endpoint, listeners.length);
    const there = new Map(rows.filter((row) => row.backend === backend).map((row) => [row.id, row]));
    const wanted = new Set(servers.map(({ id }) => id));
    const gone = [...there.keys()].filter((id) => !wanted.has(id));
    return [
      ...servers.flatMap(({ id, address, weight }) => {
        const name = `${backend}/${id}`;
        const known = there.get(id);
        if (known) return known.weight === weight ? [] : [`set server ${name} weight ${weight}`];
        return [
          `add server ${name} ${address}:${target} weight ${weight} ${CHECK}`,
          `enable health ${name}`,
          `set server ${name} state ready`,
        ];
      }),
      ...gone.flatMap((id) => removal(`${backend}/${id}`)),
    ];
  });
}

/** A server can be deleted once it is in maintenance and nobody is connected to it. */
const removal = (name: string): string[] => [
  `set server ${name} state maint`,
  `shutdown sessions server ${name}`,
  `del server ${name}`,
];
