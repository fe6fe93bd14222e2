import type { GroupResource, SshKeyResource, UserResource } from '../../profile-types.gen.ts';
import { type Text, textOf, wordsOf } from '../../templates/text.ts';
import type { CoreExec, CoreGroup, CoreResource, Count } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';

export const group = (written: GroupResource, fields: Fields): CoreResource[] => [
  groupOf(fields.text(written.group, 'group', FORMS.account), written.system, fields.count(written.gid, 'gid')),
];

const groupOf = (name: Text, system = false, gid?: Count): CoreGroup => ({
  type: 'group',
  name,
  system,
  ...(gid === undefined ? {} : { gid }),
});

/** An account and the group of its name. */
export function user(written: UserResource, fields: Fields): CoreResource[] {
  const name = fields.text(written.user, 'user', FORMS.account);
  const uid = fields.count(written.uid, 'uid');
  return [
    groupOf(name, written.system, uid),
    {
      type: 'user',
      name,
      system: written.system ?? false,
      ...(uid === undefined ? {} : { uid }),
      group: name,
      groups: (written.groups ?? []).map((one, index) => fields.text(one, ['groups', index], FORMS.account)),
      home: fields.optional(written.home, 'home', FORMS.path) ?? textOf('/nonexistent'),
      shell: fields.optional(written.shell, 'shell', FORMS.path) ?? textOf('/usr/sbin/nologin'),
      ...(written.comment === undefined ? {} : { comment: fields.text(written.comment, 'comment', FORMS.any) }),
      makesHome: written.create_home ?? false,
    },
  ];
}

/** Adds the key `$3` of the account `$1` to the file `$2`, which only that account reads. */
const ADD_KEY = `umask 077
mkdir -p "\${2%/*}"
printf '%s\\n' "$3" >> "$2"
chown "$1:" "\${2%/*}" "$2"`;

/** A key that opens an account by ssh; keys that are there stay. */
export function sshKey(written: SshKeyResource, fields: Fields): CoreResource[] {
  const name = fields.text(written.ssh_key, 'ssh_key', FORMS.word);
  const account = fields.text(written.user, 'user', FORMS.account);
  if (written.user === 'root')
    fields.fault('wrong-value', "root's keys are sealed away from each image", 'user', 'open an account with sudo');
  const home = fields.optional(written.home, 'home', FORMS.path) ?? textOf('/home/', account);
  const line = textOf(
    written.options === undefined ? '' : `${written.options} `,
    fields.text(written.key, 'key', FORMS.sshKey),
    ' ',
    name,
  );
  const file = textOf(home, '/.ssh/authorized_keys');
  const exec: CoreExec = {
    type: 'exec',
    name: textOf('ssh key ', name, ' of ', account),
    command: wordsOf('/bin/sh', '-ec', ADD_KEY, 'sh', account, file, line),
    guard: { kind: 'unless', command: wordsOf('/bin/grep', '-qsxF', '-e', line, file) },
    environment: [],
  };
  return [exec];
}
