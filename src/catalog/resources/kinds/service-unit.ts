import type { UnitResource } from '../../profile-types.gen.ts';
import type { TemplateNode } from '../../templates/template.ts';
import { type Text, textOf } from '../../templates/text.ts';
import type { CoreFile, CoreService } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';
import { type TakenFlag, takenFlags } from '../taken-flag.ts';
import { flagFiles, launcher, launcherPath, needsLauncher } from './flag-launcher.ts';
import { settingLines } from './settings.ts';
import { assignment, commandLine, credentials, description, section, setting, unitFile } from './unit-file.ts';

/** What a service and the service of a timer have in common. */
export type ServiceText = Pick<
  UnitResource,
  'exec' | 'user' | 'description' | 'environment' | 'flags' | 'directory' | 'settings' | 'reload_signal'
>;

/** A file of systemd's, where the administrator's units are. */
export const systemdFile = (name: Text, body: readonly TemplateNode[]): CoreFile => ({
  type: 'file',
  path: textOf('/etc/systemd/system/', name),
  owner: textOf('root'),
  group: textOf('root'),
  mode: textOf('0644'),
  body,
});

/** A unit that starts at launch. */
export const atLaunch = (name: Text): CoreService => ({ type: 'service', name, enabled: true });

/** A service that receives the role's flags as credentials, and what starts its program if it takes them otherwise. */
export function serviceFiles(written: ServiceText, name: Text, kind: 'long' | 'once', fields: Fields): CoreFile[] {
  const flags = takenFlags(written.flags);
  checkVariables(written, flags, fields);
  const unit = systemdFile(textOf(name, '.service'), serviceText(written, name, kind, fields));
  return needsLauncher(flags) ? [launcher(name, flags), unit] : [unit];
}

/** No variable is given twice. */
function checkVariables({ environment = {} }: ServiceText, flags: readonly TakenFlag[], fields: Fields): void {
  const taken = new Set(Object.keys(environment));
  for (const { flag, way } of flags) {
    if (way.kind !== 'environment') continue;
    if (taken.has(way.variable))
      fields.fault(
        'duplicate-claim',
        `the variable ${way.variable} is given twice`,
        ['flags', flag],
        'take one of them out',
      );
    taken.add(way.variable);
  }
}

function serviceText(written: ServiceText, name: Text, kind: 'long' | 'once', fields: Fields): readonly TemplateNode[] {
  const more = new Map(settingLines(written.settings, fields));
  const take = (name: string): readonly Text[] => {
    const lines = more.get(name) ?? [];
    more.delete(name);
    return lines;
  };
  const unit = section('Unit', [
    description(written.description === undefined ? name : textOf(written.description)),
    textOf('After=network.target\n'),
    ...take('Unit'),
  ]);
  const service = section('Service', [
    ...(kind === 'once' ? [textOf('Type=oneshot\n')] : []),
    ...serviceLines(written, name, fields),
    [credentials(fields.loops)],
    textOf('NoNewPrivileges=yes\nPrivateTmp=yes\n'),
    ...(kind === 'long' ? [textOf('Restart=always\nRestartSec=1\n')] : []),
    ...take('Service'),
  ]);
  const install = kind === 'long' ? [textOf('WantedBy=multi-user.target\n'), ...take('Install')] : [];
  return unitFile(
    unit,
    service,
    section('Install', install),
    ...[...more].map(([name, lines]) => section(name, lines)),
  );
}

function serviceLines(written: ServiceText, name: Text, fields: Fields): Text[] {
  const flags = takenFlags(written.flags);
  const words = fields.words(written.exec, 'exec');
  const user = fields.text(written.user, 'user', FORMS.account);
  const variables = Object.entries(written.environment ?? {}).map(([name, value]) =>
    setting('Environment', assignment(name, fields.text(String(value), ['environment', name], FORMS.any))),
  );
  const directory = fields.optional(written.directory, 'directory', FORMS.path);
  const reload = written.reload_signal;
  return [
    setting('User', user),
    setting('Group', user),
    ...(directory === undefined ? [] : [setting('WorkingDirectory', directory)]),
    ...variables,
    ...flagFiles(flags, user),
    setting('ExecStart', commandLine(needsLauncher(flags) ? [launcherPath(name), ...words] : words)),
    ...(reload === undefined ? [] : [textOf(`ExecReload=/bin/kill -${reload} $MAINPID\n`)]),
  ];
}
