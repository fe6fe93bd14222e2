import { dirname } from 'node:path/posix';
import { logId } from '../naming/names.ts';
import type { Complaints } from './complaints.ts';
import type { Log } from './model.ts';
import type { RoleFile } from './role-types.gen.ts';
import type { Value } from './value.ts';

/** Folders of the system itself: a log folder is made with an owner of its own, so it needs one of its own. */
const SHARED_FOLDERS = new Set(['/', '/var', '/var/log', '/etc', '/opt', '/srv', '/tmp', '/home', '/usr', '/run']);

/** The logs that a role declares, with their owner filled in. */
export function roleLogs(data: RoleFile, complaints: Complaints): Log[] {
  const logs = Object.entries(data.logs ?? {}).map(([name, written]): Log => {
    const details = typeof written === 'string' ? { path: written } : written;
    return { name, owner: data.application ?? 'root', format: 'lines', ...details };
  });
  for (const [index, log] of logs.entries()) {
    const steps = ['logs', log.name];
    const twin = logs.slice(0, index).find((other) => other.path === log.path);
    if (twin)
      complaints.add(
        'duplicate-claim',
        `logs ${twin.name} and ${log.name} both write ${log.path}`,
        steps,
        'one log, one file',
      );
    if (SHARED_FOLDERS.has(dirname(log.path))) {
      const hint = `/var/log/${data.application ?? data.role}/${log.name}.log`;
      complaints.add('wrong-value', `${log.path} has no folder of its own`, steps, hint);
    }
  }
  return logs;
}

/** Values for the parameters of the platform's logging profile. */
export function shipperValues(
  role: string,
  logs: readonly Log[],
  units: readonly string[],
): Readonly<Record<string, Value>> {
  const details = logs.map((log): [string, Value] => [
    log.name,
    { path: log.path, tag: logId(role, log.name), owner: log.owner, json: log.format === 'json' },
  ]);
  const folders = new Map(logs.map((log) => [dirname(log.path), { owner: log.owner }]));
  return { logs: Object.fromEntries(details), folders: Object.fromEntries(folders), units };
}
