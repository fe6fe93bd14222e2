import type { Profile } from '../catalog/model.ts';
import type { ProfileFile } from '../catalog/profile-types.gen.ts';
import type { SourceFile, Step } from '../catalog/source-file.ts';
import type { Place } from '../problem/problem.ts';
import type { FileSource } from './lower.ts';
import type { MarkedLine } from './marks.ts';
import { valueLines } from './value-lines.ts';

/** Where in a profile's file a marked line of its generated code comes from. */
export function profilePlace({ file, parameters }: Profile, { steps, offset }: MarkedLine): Place {
  const [section, name, part] = steps;
  if (section === 'code') return offset === 0 ? file.placeOfKey(steps) : file.placeIn(steps, offset, 1);
  if (section !== 'parameters' || part !== 'default') return placeAt(file, steps);
  const value = parameters.get(String(name))?.default;
  const path = value === undefined ? undefined : valueLines(value, 'ruby')[offset];
  return placeAt(file, [...steps, ...(path ?? [])]);
}

/** Where an entry stands: the key of a map, the whole of a list's item; or the nearest thing above it that is there. */
export const placeAt = (file: SourceFile, steps: readonly Step[]): Place =>
  typeof steps.at(-1) === 'string' ? file.placeOfKey(steps) : file.placeOf(steps);

/** Where a line, from 0, of a file that a profile ships comes from. */
export function shippedPlace({ file }: Profile, { entry }: FileSource, line: number): Place {
  const steps = ['resources', entry];
  const written = (file.data as ProfileFile).resources?.[entry];
  if (written && 'source' in written && typeof written.source === 'string')
    return { file: file.path.replace(/profiles\/[^/]+$/, `files/${written.source}`), line: line + 1, column: 1 };
  return file.placeOf(steps);
}
