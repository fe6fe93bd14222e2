import type { TimerResource } from '../../profile-types.gen.ts';
import { textOf } from '../../templates/text.ts';
import type { CoreResource } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';
import { atLaunch, serviceFiles, systemdFile } from './service-unit.ts';
import { description, section, setting, unitFile } from './unit-file.ts';

/** A service that runs now and then. What was missed while the machine was down is made up for. */
export function timer(written: TimerResource, fields: Fields): CoreResource[] {
  const name = fields.text(written.timer.replace(/\.timer$/, ''), 'timer', FORMS.unit);
  const file = unitFile(
    section('Unit', [description(textOf('When ', name, ' runs'))]),
    section('Timer', whenIt(written, fields)),
    section('Install', [textOf('WantedBy=timers.target\n')]),
  );
  return [
    ...serviceFiles(written, name, 'once', fields),
    systemdFile(textOf(name, '.timer'), file),
    atLaunch(textOf(name, '.timer')),
  ];
}

function whenIt(written: TimerResource, fields: Fields) {
  if ((written.calendar === undefined) === (written.every === undefined))
    fields.fault('missing-key', `timer ${written.timer} needs one of calendar and every`, []);
  if (written.every !== undefined) {
    const every = fields.text(written.every, 'every', FORMS.timespan);
    return [setting('OnBootSec', every), setting('OnUnitActiveSec', every)];
  }
  return [
    setting('OnCalendar', fields.text(written.calendar ?? '', 'calendar', FORMS.calendar)),
    textOf('Persistent=yes\n'),
  ];
}
