import type { UnitResource } from '../../profile-types.gen.ts';
import type { CoreResource } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';
import { atLaunch, serviceFiles } from './service-unit.ts';

/** A service of the profile's own. It starts at launch: only then are there flags. */
export function unit(written: UnitResource, fields: Fields): CoreResource[] {
  const name = fields.text(written.unit.replace(/\.service$/, ''), 'unit', FORMS.unit);
  return [...serviceFiles(written, name, 'long', fields), atLaunch(name)];
}
