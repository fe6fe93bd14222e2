import type { BalancerSpec, ServerState } from './balancers.ts';
import { CHECK } from './haproxy-config.ts';
import { poolsOf } from './haproxy-pools.ts';

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

/** The command to the master process that gives all others. */
export const SHOW_PROCESSES = 'show proc';

/**
 * Numbers of the processes that a new configuration has replaced, and that have connections yet; of what `show proc` printed
 * (management.txt of HAProxy, section 9.4).
 */
export function formerProcesses(text: string): string[] {
  const [, former = ''] = text.split('# old workers\n');
  return former.split('# ')[0]?.match(/^\d+(?=\s+worker\b)/gm) ?? [];
}

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
      // HAProxy takes a server of its file to be well until its first check has ended.
      isUp: /^UP/.test(cell('status')) && cell('check_status') !== 'INI',
      connections: Number(cell('scur')),
      weight: Number(cell('weight')),
    };
  });
}

/** The command to a former process that gives its frontends too. */
export const SHOW_FORMER = 'show stat -1 5 -1';

/** Of what a former process printed: as long as it has clients, each of its servers may get a request yet. */
export function readFormer(csv: string): ServerRow[] {
  const rows = readServers(csv);
  const isFrontend = ({ id }: ServerRow) => id === 'FRONTEND';
  const least = rows.some((row) => isFrontend(row) && row.connections > 0) ? 1 : 0;
  return rows
    .filter((row) => !isFrontend(row))
    .map((row) => ({ ...row, connections: Math.max(row.connections, least) }));
}

/** What is seen of each machine, over all backends; connections of former processes are open as well. */
export function statesOf(rows: readonly ServerRow[], former: readonly ServerRow[] = []): ServerState[] {
  const byId = Map.groupBy([...rows, ...former], ({ id }) => id);
  return [...byId].map(([id, all]) => {
    const now = all.filter((row) => rows.includes(row));
    return {
      id,
      isUp: now.length > 0 && now.every(({ isUp }) => isUp),
      connections: all.reduce((sum, { connections }) => sum + connections, 0),
    };
  });
}

/**
 * The commands that make the servers of a running HAProxy those of the spec. Who gets more comes before who gets less, so
 * that there is always somebody to send to; nothing is closed but to servers that go.
 */
export function runtimeCommands(spec: Omit<BalancerSpec, 'environment'>, rows: readonly ServerRow[]): string[] {
  return poolsOf(spec).flatMap(({ backend, servers }) => {
    const there = new Map(rows.filter((row) => row.backend === backend).map((row) => [row.id, row]));
    const wanted = new Set(servers.map(({ id }) => id));
    const added = servers.filter(({ id }) => !there.has(id));
    const changes = servers
      .map(({ id, weight }) => ({ id, weight, more: weight - (there.get(id)?.weight ?? weight) }))
      .filter(({ more }) => more !== 0)
      .sort((one, other) => other.more - one.more);
    const gone = [...there.keys()].filter((id) => !wanted.has(id));
    return [
      ...added.flatMap(({ id, address, port, weight }) => addition(`${backend}/${id}`, `${address}:${port}`, weight)),
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
