import type { AptRepositoryResource, PackageResource } from '../../profile-types.gen.ts';
import { textOf, wordsOf } from '../../templates/text.ts';
import type { CoreResource } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';
import { rootFile } from './files.ts';

export function debianPackage(written: PackageResource, fields: Fields): CoreResource[] {
  const version = fields.optional(written.version, 'version', FORMS.word);
  const state = written.state ?? 'installed';
  if (state === 'absent' && version !== undefined)
    fields.fault('wrong-value', 'a package that is absent has no version', 'version');
  const name = fields.text(written.package, 'package', FORMS.package);
  return [{ type: 'package', name, state, ...(version === undefined ? {} : { version }) }];
}

/** An archive of packages that are signed by one key, and what is in it known to apt at once. */
export function aptRepository(written: AptRepositoryResource, fields: Fields): CoreResource[] {
  const name = fields.text(written.apt_repository, 'apt_repository', FORMS.word);
  const list = (values: readonly string[], key: string) =>
    values.flatMap((value, index) => [' ', fields.text(value, [key, index], FORMS.suite)]);
  const keyFile = textOf('/etc/apt/keyrings/', name, '.asc');
  const sources = textOf(
    'Types: deb\nURIs: ',
    fields.text(written.url, 'url', FORMS.source),
    '\nSuites:',
    ...list(written.suites, 'suites'),
    ...(written.components ? ['\nComponents:', ...list(written.components, 'components')] : []),
    '\nSigned-By: ',
    keyFile,
    '\n',
  );
  return [
    rootFile(keyFile, fields.body({ source: written.key }, 'the key')),
    rootFile(textOf('/etc/apt/sources.list.d/', name, '.sources'), sources),
    {
      type: 'exec',
      name: textOf('apt update for ', name),
      command: wordsOf('/usr/bin/apt-get', 'update'),
      guard: { kind: 'notified' },
      environment: [],
    },
  ];
}
