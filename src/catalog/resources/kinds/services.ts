import type { CertificateResource, LogrotateResource, ServiceResource } from '../../profile-types.gen.ts';
import { type Text, textOf, wordsOf } from '../../templates/text.ts';
import type { CoreResource } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';
import { rootFile } from './files.ts';
import { atLaunch, systemdFile } from './service-unit.ts';
import { section, setting, unitFile } from './unit-file.ts';

export function service(written: ServiceResource, fields: Fields): CoreResource[] {
  const name = fields.text(written.service, 'service', FORMS.unit);
  switch (written.starts ?? 'bake') {
    case 'bake':
      return [{ type: 'service', name, enabled: true, state: 'running' }];
    case 'launch':
      return [{ type: 'service', name, enabled: true }];
    default:
      return [{ type: 'service', name, enabled: false, state: 'stopped' }];
  }
}

const EVERY = { day: 'daily', week: 'weekly', month: 'monthly' } as const;

/** A rule of logrotate; new files are made as the old ones were. */
export function logrotate(written: LogrotateResource, fields: Fields): CoreResource[] {
  const owner = fields.optional(written.owner, 'owner', FORMS.account) ?? textOf('root');
  const group = fields.optional(written.group, 'group', FORMS.account) ?? textOf('adm');
  const paths = written.paths.map((path, index) => fields.text(path, ['paths', index], FORMS.path));
  const lines: Text[] = [
    textOf('su ', owner, ' ', group),
    textOf(EVERY[written.every ?? 'day']),
    textOf(`rotate ${written.keep ?? 14}`),
    ...wordsOf('missingok', 'notifempty', 'compress', 'delaycompress', 'sharedscripts'),
    textOf('create 0640 ', owner, ' ', group),
  ];
  const reload = written.signal && fields.text(written.signal.service, ['signal', 'service'], FORMS.unit);
  const after = reload
    ? [textOf('postrotate\n        systemctl try-reload-or-restart ', reload, '\n    endscript')]
    : [];
  const body = textOf(
    ...paths.flatMap((path, index) => (index === 0 ? [path] : ['\n', path])),
    ' {\n',
    ...[...lines, ...after].flatMap((line) => ['    ', line, '\n']),
    '}\n',
  );
  return [rootFile(textOf(`/etc/logrotate.d/${written.logrotate}`), body)];
}

/** Puts the value of a flag into a file in memory before the services that need it start. */
export function certificate(written: CertificateResource, fields: Fields): CoreResource[] {
  const { owner, group, mode } = fields.attributes(written, '0640');
  const before = (written.before ?? []).map((unit, index) => fields.text(unit, ['before', index], FORMS.unit));
  const needed = before.flatMap((unit) => [' ', unit, '.service']);
  const name = textOf(`certificate-${written.certificate.slice('/run/'.length).replaceAll('/', '-')}`);
  const install = textOf(
    '/usr/bin/install -D -m ',
    mode,
    ' -o ',
    owner,
    ' -g ',
    group,
    ` %d/${written.flag} ${written.certificate}`,
  );
  const file = unitFile(
    section('Unit', [
      setting('Description', `The certificate ${written.certificate}`),
      ...(before.length > 0 ? [textOf('Before=', ...needed.slice(1), '\n')] : []),
    ]),
    section('Service', [
      textOf('Type=oneshot\nRemainAfterExit=yes\n'),
      setting('LoadCredential', written.flag),
      setting('ExecStart', install),
    ]),
    section('Install', [
      textOf('WantedBy=multi-user.target\n'),
      ...(before.length > 0 ? [textOf('RequiredBy=', ...needed.slice(1), '\n')] : []),
    ]),
  );
  return [systemdFile(textOf(name, '.service'), file), atLaunch(name)];
}
