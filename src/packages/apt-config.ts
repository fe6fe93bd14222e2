import type { ArchiveState } from './archive-state.ts';

/** Seconds: the mirror answers when it has all of a file, checked; it gives up on a server that is silent itself. */
const PATIENCE = 300;

/** Seconds: a state is as valid as on its first day for as long as somebody bakes from it. */
const EVER = 10 * 365 * 86_400;

/**
 * What apt in a machine is told, to have a state's servers from a mirror at a port of the machine itself. Nothing of
 * what apt checks is turned off; but an index of the state (`labels` says which) may be older than its author meant:
 * that it is the one which was recorded is known by its digest.
 */
export function aptConfig({ sources }: Pick<ArchiveState, 'sources'>, labels: readonly string[], port: number): string {
  const servers = sources.map(({ uri }) => new URL(uri)).filter(({ protocol }) => protocol === 'http:');
  const hosts = servers.map(({ hostname }) => hostname).filter(isWord);
  const lines = [
    'Acquire::Languages "none";',
    `Acquire::http::Timeout "${PATIENCE}";`,
    ...hosts.map((host) => `Acquire::http::Proxy::${host} "http://127.0.0.1:${port}";`),
    ...labels.filter(isWord).map((label) => `Acquire::Min-ValidTime::${label} "${EVER}";`),
  ];
  return [...new Set(lines)].map((line) => `${line}\n`).join('');
}

/** Whether a name can stand in apt.conf(5) and be nothing else; another one keeps what apt does by itself. */
const isWord = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name);
