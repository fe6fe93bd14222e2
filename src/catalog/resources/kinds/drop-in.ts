import type { DropInResource } from '../../profile-types.gen.ts';
import { textOf } from '../../templates/text.ts';
import type { CoreResource } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';
import { systemdFile } from './service-unit.ts';
import { settingLines } from './settings.ts';
import { section, unitFile } from './unit-file.ts';

const SUFFIX = /\.(service|socket|timer|mount|path|target|slice)$/;

/** Settings added to a unit that a package brings. */
export function dropIn(written: DropInResource, fields: Fields): CoreResource[] {
  const unit = SUFFIX.test(written.drop_in) ? written.drop_in : `${written.drop_in}.service`;
  const folder = textOf(fields.text(unit, 'drop_in', FORMS.unit), '.d');
  const sections = [...settingLines(written.settings, fields)].map(([name, lines]) => section(name, lines));
  const file = systemdFile(textOf(folder, `/${written.name ?? 'rolebake'}.conf`), unitFile(...sections));
  return [{ ...file, parents: true }];
}
