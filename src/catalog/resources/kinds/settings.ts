import type { Settings } from '../../profile-types.gen.ts';
import type { Text } from '../../templates/text.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';
import { setting } from './unit-file.ts';

/** The lines of each section that an author adds to a unit file, in the order in which they are written. */
export function settingLines(settings: Settings | undefined, fields: Fields): ReadonlyMap<string, readonly Text[]> {
  const sections = Object.entries(settings ?? {}).map(([name, keys]) => {
    const lines = Object.entries(keys).flatMap(([key, written]) => {
      const values = Array.isArray(written) ? written : [written];
      return values.map((value, index) => {
        const steps = ['settings', name, key, ...(Array.isArray(written) ? [index] : [])];
        return setting(key, settingValue(String(value), steps, fields));
      });
    });
    return [name, lines] as const;
  });
  return new Map(sections);
}

/** systemd's own syntax, on one line: a backslash at its end would join the next line to it. */
function settingValue(value: string, steps: readonly (string | number)[], fields: Fields): Text {
  const text = fields.text(value, steps, FORMS.any);
  const last = text.at(-1);
  const isOpen = last?.kind === 'text' && last.text.endsWith('\\');
  if (isOpen || text.some((piece) => piece.kind === 'text' && /[\n\r\0]/.test(piece.text)))
    fields.fault('unsafe-word', 'a setting stands on one line and does not end in a backslash', steps);
  return text;
}
