import type { AlternativesResource, ArchiveResource, ExecResource } from '../../profile-types.gen.ts';
import { type Text, textOf, wordsOf } from '../../templates/text.ts';
import type { CoreResource, Guard } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';

/** A command that only runs when its guard says so. */
export function exec(written: ExecResource, fields: Fields): CoreResource[] {
  if ((written.command === undefined) === (written.script === undefined))
    fields.fault('missing-key', `exec ${written.exec} needs one of command and script`, []);
  const user = fields.optional(written.user, 'user', FORMS.account);
  const directory = fields.optional(written.directory, 'directory', FORMS.path);
  return [
    {
      type: 'exec',
      name: fields.text(written.exec, 'exec', FORMS.label),
      command: commandOf(written, fields),
      guard: guardOf(written, fields),
      ...(user === undefined ? {} : { user }),
      ...(directory === undefined ? {} : { directory }),
      environment: Object.entries(written.environment ?? {}).map(
        ([name, value]) => [name, fields.text(String(value), ['environment', name], FORMS.any)] as const,
      ),
      timeout: written.timeout ?? 300,
    },
  ];
}

function commandOf(written: ExecResource, fields: Fields): Text[] {
  if (written.script !== undefined) return wordsOf('/bin/sh', '-ec', fields.text(written.script, 'script', FORMS.any));
  return absolute(fields.words(written.command ?? '/bin/true', 'command'), 'command', fields);
}

/** Without a path a word could be any program. */
function absolute(command: Text[], key: string, fields: Fields): Text[] {
  const [first] = command[0] ?? [];
  const isPath = first?.kind === 'text' ? first.text.startsWith('/') : first?.type.type === 'path';
  if (!isPath) fields.fault('wrong-value', 'a command begins with the absolute path of a program', key, '/usr/bin/...');
  return command;
}

function guardOf(written: ExecResource, fields: Fields): Guard {
  const given = (['creates', 'unless', 'only_if', 'on'] as const).filter((key) => written[key] !== undefined);
  if (given.length !== 1)
    fields.fault(
      'missing-guard',
      `exec ${written.exec} needs one guard`,
      [],
      'creates, unless, only_if, or on: notify',
    );
  if (written.creates !== undefined)
    return { kind: 'creates', path: fields.text(written.creates, 'creates', FORMS.path) };
  if (written.unless !== undefined)
    return { kind: 'unless', command: absolute(fields.words(written.unless, 'unless'), 'unless', fields) };
  if (written.only_if !== undefined)
    return { kind: 'only_if', command: absolute(fields.words(written.only_if, 'only_if'), 'only_if', fields) };
  return { kind: 'notified' };
}

export function alternatives(written: AlternativesResource, fields: Fields): CoreResource[] {
  const name = fields.text(written.alternatives, 'alternatives', FORMS.word);
  const to = fields.text(written.to, 'to', FORMS.path);
  return [
    {
      type: 'exec',
      name: textOf('alternative ', name),
      command: wordsOf('/usr/bin/update-alternatives', '--set', name, to),
      guard: {
        kind: 'unless',
        command: wordsOf('/bin/sh', '-c', '[ "$(readlink "/etc/alternatives/$1")" = "$2" ]', 'sh', name, to),
      },
      environment: [],
    },
  ];
}

/** Unpacks `$2` with the hash `$3` into the folder `$1`, without `$4` leading folders, for the owner `$5`. */
const UNPACK = `mkdir -p "$1"
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
chmod 0755 "$new"
/usr/lib/apt/apt-helper download-file "$2" "$new/archive" "SHA256:$3"
tar -xf "$new/archive" -C "$1" --strip-components="$4" --no-same-owner
if [ "$5" != root ]; then chown -R "$5:" "$1"; fi
printf '%s\\n' "$3" > "$1/.archive-sha256"`;

/** A tar that was hashed, unpacked once; apt's own downloader checks the hash. */
export function archive(written: ArchiveResource, fields: Fields): CoreResource[] {
  const path = fields.text(written.archive, 'archive', FORMS.path);
  const owner = fields.optional(written.owner, 'owner', FORMS.account) ?? textOf('root');
  const mark = textOf(path, '/.archive-sha256');
  const url = fields.text(written.url, 'url', FORMS.source);
  const sha256 = fields.text(written.sha256, 'sha256', FORMS.sha256);
  return [
    {
      type: 'exec',
      name: textOf('archive ', path),
      command: wordsOf('/bin/sh', '-ec', UNPACK, 'sh', path, url, sha256, String(written.strip ?? 0), owner),
      guard: { kind: 'unless', command: wordsOf('/bin/grep', '-qsxF', '-e', sha256, mark) },
      environment: [],
      timeout: 3600,
    },
  ];
}
