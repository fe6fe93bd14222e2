import type { Resource as WrittenResource } from '../../profile-types.gen.ts';
import type { CoreResource } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { group, sshKey, user } from './accounts.ts';
import { kernelModule, mount, sysctl, tmpfs } from './boot.ts';
import { alternatives, archive, exec } from './commands.ts';
import { dropIn } from './drop-in.ts';
import { block, line } from './edits.ts';
import { absent, directory, environment, file, link } from './files.ts';
import { firewall } from './firewall.ts';
import { aptRepository, debianPackage } from './packages.ts';
import { certificate, logrotate, service } from './services.ts';
import { timer } from './timer.ts';
import { unit } from './unit.ts';

type Expand<W> = (written: W, fields: Fields) => CoreResource[];

const kind = <W extends WrittenResource>(expand: Expand<W>): Expand<WrittenResource> =>
  expand as Expand<WrittenResource>;

/**
 * Every kind of resource of the language by its key, with the core resources that it stands for. A key that other
 * kinds have as well comes after theirs: a unit has a user, a file has a group.
 */
export const KINDS = {
  package: kind(debianPackage),
  apt_repository: kind(aptRepository),
  ssh_key: kind(sshKey),
  unit: kind(unit),
  timer: kind(timer),
  drop_in: kind(dropIn),
  exec: kind(exec),
  directory: kind(directory),
  file: kind(file),
  link: kind(link),
  absent: kind(absent),
  line: kind(line),
  block: kind(block),
  archive: kind(archive),
  alternatives: kind(alternatives),
  environment: kind(environment),
  sysctl: kind(sysctl),
  kernel_module: kind(kernelModule),
  mount: kind(mount),
  tmpfs: kind(tmpfs),
  service: kind(service),
  logrotate: kind(logrotate),
  firewall: kind(firewall),
  certificate: kind(certificate),
  user: kind(user),
  group: kind(group),
} as const;

export type Kind = keyof typeof KINDS;
