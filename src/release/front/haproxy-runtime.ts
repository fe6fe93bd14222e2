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

/**
 * The commands that make the servers of a running HAProxy those of the spec. Who gets more comes before who gets less, so
 * that there is always somebody to send to; nothing is closed but to servers that go.
 */
export function runtimeCommands(
  { role, listeners, servers }: Omit<BalancerSpec, 'environment'>,
  rows: readonly ServerRow[],
): string[] {
  return listeners.flatMap(({ endpoint, target }) => {
    const { backend } = listenerNames(role, endpoint, listeners.length);
    const there = new Map(rows.filter((row) => row.backend === backend).map((row) => [row.id, row]));
    const wanted = new Set(servers.map(({ id }) => id));
    const added = servers.filter(({ id }) => !there.has(id));
    const changes = servers
      .map(({ id, weight }) => ({ id, weight, more: weight - (there.get(id)?.weight ?? weight) }))
      .filter(({ more }) => more !== 0)
      .sort((one, other) => other.more - one.more);
    const gone = [...there.keys()].filter((id) => !wanted.has(id));
    return [
      ...added.flatMap(({ id, address, weight }) => addition(`${backend}/${id}`, `${address}:${target}`, weight)),
      ...changes.map(({ id, weight }) => `set server ${backend}/${id} weight ${weight}`),
      ...gone.flatMap((id) => removal(`${backend}/${id}`)),
    ];
  });
}

const addition = (name: string, address: string, weight: number): string[] => [
  `add server ${name} ${address} weight ${weight} ${CHECK}`,
  `enable health ${name}`,
  `set server ${name} state ready`,
];

/** A server can be deleted once it is in maintenance and nobody is connected to it. */
const removal = (name: string): string[] => [
  `set server ${name} state maint`,
  `shutdown sessions server ${name}`,
  `del server ${name}`,
];
