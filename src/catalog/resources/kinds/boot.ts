import type { KernelModuleResource, MountResource, SysctlResource, TmpfsResource } from '../../profile-types.gen.ts';
import { type Text, textOf } from '../../templates/text.ts';
import type { CoreResource } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';
import { rootFile } from './files.ts';
import { atLaunch, systemdFile } from './service-unit.ts';
import { mountUnitName } from './systemd-text.ts';
import { section, setting, unitFile } from './unit-file.ts';

/** A kernel parameter, set at each boot: a bake must not change the kernel under it. */
export function sysctl(written: SysctlResource, fields: Fields): CoreResource[] {
  const name = fields.text(written.sysctl, 'sysctl', FORMS.sysctl);
  const value = fields.text(String(written.value), 'value', FORMS.sysctlValue);
  return [rootFile(textOf('/etc/sysctl.d/60-', ...fileName(name), '.conf'), textOf(name, ' = ', value, '\n'))];
}

/** A slash parts folders, and a star is a wildcard; values have neither. */
const fileName = (name: Text): (string | Text)[] =>
  name.map((piece) => (piece.kind === 'text' ? piece.text.replace(/[/*]/g, '_') : [piece]));

/** A module that is loaded at each boot. */
export function kernelModule(written: KernelModuleResource, fields: Fields): CoreResource[] {
  const name = fields.text(written.kernel_module, 'kernel_module', FORMS.kernelModule);
  const options = fields.optional(written.options, 'options', FORMS.moduleOptions);
  const load = rootFile(textOf('/etc/modules-load.d/', name, '.conf'), textOf(name, '\n'));
  if (options === undefined) return [load];
  const line = textOf('options ', name, ' ', options, '\n');
  return [load, { ...rootFile(textOf('/etc/modprobe.d/', name, '.conf'), line), parents: true }];
}

export function mount(written: MountResource, fields: Fields): CoreResource[] {
  const device = fields.text(written.device, 'device', FORMS.printable);
  const type = fields.text(written.type, 'type', FORMS.printable);
  const options = fields.optional(written.options, 'options', FORMS.printable) ?? textOf('defaults');
  return mountUnit(written.mount, device, type, options);
}

export function tmpfs(written: TmpfsResource, fields: Fields): CoreResource[] {
  const size = fields.text(written.size, 'size', FORMS.memory);
  const mode = fields.optional(written.mode, 'mode', FORMS.mode) ?? textOf('0755');
  const owner = fields.optional(written.owner, 'owner', FORMS.account);
  const options = textOf(
    'size=',
    size,
    ',mode=',
    mode,
    ...(owner === undefined ? [] : [',uid=', owner, ',gid=', owner]),
  );
  return mountUnit(written.tmpfs, textOf('tmpfs'), textOf('tmpfs'), textOf(options, ',nosuid,nodev'));
}

function mountUnit(path: string, device: Text, type: Text, options: Text): CoreResource[] {
  const name = textOf(mountUnitName(path));
  const escaped = (text: Text) =>
    textOf(...text.map((piece) => (piece.kind === 'text' ? piece.text.replaceAll('%', '%%') : [piece])));
  const lines = [
    setting('What', escaped(device)),
    setting('Where', path),
    setting('Type', type),
    setting('Options', escaped(options)),
  ];
  const file = unitFile(
    section('Unit', [setting('Description', `Mount of ${path}`)]),
    section('Mount', lines),
    section('Install', [textOf('WantedBy=local-fs.target\n')]),
  );
  const root = { owner: textOf('root'), group: textOf('root'), mode: textOf('0755') };
  return [{ type: 'directory', path: textOf(path), parents: true, ...root }, systemdFile(name, file), atLaunch(name)];
}
