import { visible, visibleLines } from '../problems/visible.ts';
import { table } from '../table.ts';
import type { Changed } from './changed.ts';
import type { ImageDiff, TagDiff } from './tag-diff.ts';

/** Files, and packages, that a person is shown. */
const MOST_SHOWN = 60;

/** How two tags differ, for a person: one part after the other, those that are alike left out. */
export function tagDiffText(diff: TagDiff): string {
  const { first, second, size, files, unknown } = diff;
  const parts = [
    part('from', changes(diff.parents)),
    part('bake', changes(diff.bake)),
    contractText(diff),
    part('checks', changes(diff.checks)),
    part('packages', few(changes(diff.packages))),
    part('references', changes(diff.references)),
    part('facts', changes(diff.facts)),
    part('catalog', visibleLines(diff.catalog).trimEnd().split('\n')),
    part('generated code', visibleLines(diff.generated).trimEnd().split('\n')),
    part(
      'files',
      few(files.map(({ path, how, what }) => `${SIGNS[how]} ${visible(path)} ${what.join(', ')}`.trimEnd())),
    ),
    part('size', size.before === size.now ? [] : [`${bytes(size.before)} -> ${bytes(size.now)}`]),
    part('not compared', [...unknown]),
  ].filter((text) => text !== '');
  const head = `${first.tag} (${first.entry.at.slice(0, 10)}) -> ${second.tag} (${second.entry.at.slice(0, 10)})`;
  const same = first.entry.digest === second.entry.digest ? ': the same snapshot' : '';
  return [`${head}${same}\n`, ...parts].join('');
}

/** What differs for whoever launches one or the other, for a person. */
const contractText = ({ flags, logs, serves }: Pick<TagDiff, 'flags' | 'logs' | 'serves'>): string =>
  [part('flags', changes(flags)), part('logs', changes(logs)), part('serves', changes(serves))].join('');

/** What another image of a role brings to a release, for a person; empty if nothing is known to differ. */
export const imageDiffText = (diff: ImageDiff): string =>
  [part('from', changes(diff.parents)), contractText(diff), part('packages', few(changes(diff.packages)))].join('');

const SIGNS = { 'only in the first': '-', 'only in the second': '+', differs: '~' } as const;

const part = (title: string, lines: readonly string[]): string =>
  lines.length === 0 || (lines.length === 1 && lines[0] === '')
    ? ''
    : `\n${title}\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n`;

const few = (lines: readonly string[]): readonly string[] =>
  lines.length <= MOST_SHOWN
    ? lines
    : [...lines.slice(0, MOST_SHOWN), `and ${lines.length - MOST_SHOWN} more: --json lists them`];

/** `+` came, `-` went, `~` is another. */
function changes(all: readonly Changed<unknown>[]): string[] {
  const rows = all.map(({ name, before, now }) => {
    if (before === undefined) return ['+', visible(name), shown(now)];
    if (now === undefined) return ['-', visible(name), shown(before)];
    return ['~', visible(name), between(before, now)];
  });
  return table(rows).trimEnd().split('\n');
}

/** Of things that have keys, only those that differ. */
function between(before: unknown, now: unknown): string {
  if (!isObject(before) || !isObject(now)) return `${shown(before)} -> ${shown(now)}`;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const differ = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]));
  const text = (value: unknown) => (value === undefined ? 'none' : JSON.stringify(value));
  return visible(differ.map((key) => `${key} ${text(before[key])} -> ${text(now[key])}`).join(', '));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function shown(value: unknown): string {
  if (value === true || value === 'expected') return '';
  if (typeof value === 'string') return visible(value);
  const { name: _, ...rest } = value as Record<string, unknown>;
  return visible(JSON.stringify(rest));
}

const bytes = (count: number | undefined): string =>
  count === undefined ? 'not known' : `${(count / 1e6).toFixed(1)} MB`;
