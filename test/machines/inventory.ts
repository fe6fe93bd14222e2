import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** All that this host has of a local machine, or, without an id, of its whole area. */
export function inventory(area: string, state: string, id = ''): string[] {
  const name = id ? `${area}-${id}` : area;
  return [
    ...matching('mount', readFileSync('/proc/self/mountinfo', 'utf8').split('\n'), name),
    ...matching('process', processes(), name),
    ...matching('name space', namesIn('/run/netns'), name),
    ...matching('cgroup', cgroups(), id ? `/${area}/${id}` : `/${area}`),
    ...[`/run/${area}/machines`, `${state}/machines`].flatMap((folder) =>
      matching('file', id ? namesIn(folder).filter((entry) => entry === id) : namesIn(folder), ''),
    ),
    ...(id ? [] : matching('link', namesIn('/sys/class/net'), name)),
    ...(id
      ? []
      : matching('nft table', execFileSync('nft', ['list', 'tables'], { encoding: 'utf8' }).split('\n'), name)),
    ...(id ? [] : matching('folder', namesIn('/run'), name)),
    ...matching('systemd', [...namesIn('/run/systemd/nspawn/propagate'), ...namesIn('/run/systemd/machines')], name),
  ];
}

function matching(kind: string, names: readonly string[], part: string): string[] {
  return names.filter((name) => name.includes(part)).map((name) => `${kind} ${name}`);
}

/** Those of others go while they are listed, which find takes for a failure. */
function cgroups(): string[] {
  return spawnSync('find', ['/sys/fs/cgroup', '-type', 'd'], { encoding: 'utf8' }).stdout.split('\n');
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** The command lines of everything that runs, without this test's own. */
export function processes(): string[] {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    });
}
