import { unreachable } from '../../../problem/unreachable.ts';
import { type Text, textOf } from '../../templates/text.ts';
import type { CoreFile } from '../core-resource.ts';
import type { TakenFlag } from '../taken-flag.ts';

/** Where a unit's launcher is. */
export const launcherPath = (unit: Text): Text => textOf('/usr/local/lib/with-flags/', unit);

/** Whether something must stand between systemd and the program, which would not find the flag itself. */
export const needsLauncher = (flags: readonly TakenFlag[]): boolean => flags.some(({ way }) => way.kind !== 'file');

/**
 * A script that starts the program of its arguments with flags as variables and arguments. It is the shell's own: no
 * other program sees a value, and the shell becomes the program. A dot keeps the line ends of a value.
 */
export const launcher = (unit: Text, flags: readonly TakenFlag[]): CoreFile => ({
  type: 'file',
  path: launcherPath(unit),
  owner: textOf('root'),
  group: textOf('root'),
  mode: textOf('0755'),
  parents: true,
  body: textOf(HEAD, ...flags.flatMap(lines), 'exec "$@"\n'),
});

const HEAD = `#!/bin/sh
# Starts a program with flags of this machine, which systemd keeps in memory.
set -eu

flag() {
    _flag=$(/bin/cat "$CREDENTIALS_DIRECTORY/$1" && echo .)
    _flag=\${_flag%.}
}

`;

function lines({ flag, way, optional }: TakenFlag): string[] {
  if (way.kind === 'file') return [];
  const take = [`flag ${flag}`, way.kind === 'environment' ? `export ${way.variable}="$_flag"` : argument(way.option)];
  if (!optional) return take.map((line) => `${line}\n`);
  const test = `if [ -e "\${CREDENTIALS_DIRECTORY:-/dev/null}/${flag}" ]; then`;
  return [test, ...take.map((line) => `    ${line}`), 'fi'].map((line) => `${line}\n`);
}

function argument(option = ''): string {
  if (option === '') return 'set -- "$@" "$_flag"';
  return option.endsWith('=') ? `set -- "$@" "${option}$_flag"` : `set -- "$@" ${option} "$_flag"`;
}

/** Settings of a service that lay flags where its program looks for them, in memory, and take them away again. */
export function flagFiles(flags: readonly TakenFlag[], user: Text): Text[] {
  return flags.flatMap(({ flag, way, optional }) => {
    switch (way.kind) {
      case 'environment':
      case 'argument':
        return [];
      case 'file':
        return way.path === undefined ? [] : fileLines(flag, way.path, user, optional);
      default:
        return unreachable(way);
    }
  });
}

/** `+`: as root, who alone may write there; `%d`: the folder of the credentials. */
function fileLines(flag: string, path: string, user: Text, optional: boolean): Text[] {
  const install = textOf('/usr/bin/install -D -m 0400 -o ', user, ' -g ', user, ` %d/${flag} ${path}`);
  const start = optional ? textOf(`/bin/sh -c "test ! -e %d/${flag} || exec `, install, '"') : install;
  return [textOf('ExecStartPre=+', start, '\n'), textOf(`ExecStopPost=+/bin/rm -f ${path}\n`)];
}
