import type { Profile } from '../catalog/model.ts';
import type { ProfileFile } from '../catalog/profile-types.gen.ts';
import type { SourceFile, Step } from '../catalog/source/source-file.ts';
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

/** Where the lines of a file that a profile ships come from: each from its own, or all from the entry. */
export function shippedPlaces({ file }: Profile, { entry }: FileSource, lines: readonly string[]): Place[] {
  const steps = ['resources', entry];
  const { source, content } = ((file.data as ProfileFile).resources?.[entry] ?? {}) as WrittenFile;
  if (source !== undefined) {
    const path = file.path.replace(/profiles\/[^/]+$/, `files/${source}`);
    return lines.map((_, index) => ({ file: path, line: index + 1, column: 1 }));
  }
  const head = lines[0]?.startsWith('<%- |') ? lines.findIndex((line) => line.endsWith('| -%>')) + 1 : 0;
  const isOneToOne = content !== undefined && !/\{\{~?[#!^/]|~\}\}|\{\{~/.test(content);
  const own = content?.replace(/\n$/, '').split('\n').length;
  if (!isOneToOne || own !== lines.length - head) return lines.map(() => file.placeOf(steps));
  const inner = [...steps, 'content'];
  return lines.map((_, index) => (index < head ? file.placeOf(steps) : file.placeIn(inner, index - head + 1, 1)));
}

type WrittenFile = Partial<Record<'source' | 'content', string>>;
