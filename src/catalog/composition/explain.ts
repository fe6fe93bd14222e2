import type { Place } from '../../problem/problem.ts';
import type { Flag, Parameter, Profile, Role } from '../model.ts';
import type { ParameterType } from '../types/parameter-type.ts';
import type { Value } from '../types/value.ts';
import { type Answer, isMap, leavesOf } from './answer.ts';
import { compose } from './compose.ts';
import { leafValue, type ResolvedProfile } from './resolve.ts';
import { type Cell, isPrefix } from './settle.ts';

/** A value and the place that it comes from. */
export interface Origin {
  readonly value: Value;
  readonly place: Place;
}

/** One value of a role, with all that was said about it. */
export interface Explained {
  /** `PROFILE.PARAMETER`, with the keys of objects behind it; `flags.NAME`, `logs.NAME`, `serves.NAME`, `application`. */
  readonly name: string;
  /** `none`: a trait's parameter that a role must give; `logs`: what comes with logs. */
  readonly origin: 'role' | 'profile' | 'default' | 'logs' | 'none';
  /** Absent where there is none. */
  readonly value?: Value;
  /** Where it comes from: a place for each file that says the same; the parameter's own place if there is no value. */
  readonly from: readonly Place[];
  /** Items that are added at the end of the list, and whose. */
  readonly added: readonly Origin[];
  /** What an override has replaced. */
  readonly overrode: readonly Origin[];
  /** The profile's default that does not hold. */
  readonly insteadOf?: Origin;
}

/** Explains every value of a role, in the order in which its profiles apply. Pure. */
export function explain(role: Role): Explained[] {
  const composed = compose(role.layer);
  const sections = [...composed.cells].filter(([subject]) => subject.startsWith('.'));
  const entries = sections.flatMap(([subject, cells]) => cells.map((cell) => entryOf(subject, cell)));
  const told = new Set(entries.map(({ name }) => name));
  const given = role.flags.filter(({ name }) => !told.has(`flags.${name}`));
  return [
    ...entries.filter(({ name }) => name === 'application'),
    ...composed.profiles.flatMap(profileValues),
    ...entries.filter(({ name }) => name !== 'application'),
    ...given.map((flag): Explained => ({ name: `flags.${flag.name}`, origin: 'logs', value: brief(flag), ...NOTHING })),
  ];
}

const brief = ({ type, default: fallback }: Flag): Value =>
  fallback === undefined ? { type } : { type, default: fallback };

const NOTHING = { from: [], added: [], overrode: [] };

function entryOf(subject: string, cell: Cell): Explained {
  const name = subject === '.application' ? 'application' : `${subject.slice(1)}.${cell.path.join('.')}`;
  return { name, ...said(cell, undefined) };
}

const profileValues = ({ profile, cells }: ResolvedProfile): Explained[] =>
  [...profile.parameters.values()]
    .filter(({ name }) => name !== 'flags')
    .flatMap((parameter) => {
      const own = cells.filter(({ path }) => path[0] === parameter.name);
      return [...given(profile, parameter, own), ...defaults(profile, parameter, own)];
    });

/** What somebody answers about a parameter, a value for each leaf. */
function given(profile: Profile, parameter: Parameter, cells: readonly Cell[]): Explained[] {
  const [live, cleared] = [cells.filter(isLive), cells.filter((cell) => !isLive(cell))];
  return live.map((cell, index) => {
    const gone = cleared.filter(({ path }) => isPrefix(cell.path, path)).flatMap(({ replaced }) => replaced);
    const all = { ...cell, replaced: [...cell.replaced, ...gone] };
    const whole = defaultPath(parameter.type, cell.path);
    const isFirst = live.findIndex((one) => isPrefix(whole, one.path)) === index;
    const fallback = defaultFor(profile, parameter, cell, isFirst ? whole : undefined);
    return { name: [profile.name, ...cell.path].join('.'), ...said(all, fallback) };
  });
}

/** The part of a path up to a map that has any keys: its default gives way as a whole. */
function defaultPath(type: ParameterType, path: readonly string[]): readonly string[] {
  let inner: ParameterType | undefined = type;
  for (const [index, key] of path.entries()) {
    if (index > 0) inner = inner?.properties?.[key];
    if (!inner?.properties) return path.slice(0, index + 1);
  }
  return path;
}

/** The default at a cell's place; that of a map is told at its first key, by the path to the map. */
function defaultFor(
  profile: Profile,
  { name, default: all }: Parameter,
  cell: Cell,
  path: readonly string[] | undefined,
): Origin | undefined {
  if (!path) return undefined;
  const keys = path.slice(1);
  const value = keys.reduce<Value | undefined>(
    (inner, key) => (isMap(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    all,
  );
  const isEmpty = cell.path.length > 1 && isMap(value) && Object.keys(value).length === 0;
  return value === undefined || isEmpty ? undefined : { value, place: defaultPlace(profile, [name, ...keys]) };
}

const isLive = ({ holds, adds }: Cell): boolean => holds.length + adds.length > 0;

/** What holds of a parameter's default, or that it has no value. */
function defaults(profile: Profile, { name, type, default: fallback }: Parameter, cells: readonly Cell[]): Explained[] {
  if (fallback === undefined) {
    if (cells.length > 0) return [];
    const from = [profile.file.placeOfKey(['parameters', name])];
    return [{ name: `${profile.name}.${name}`, origin: 'none', ...NOTHING, from }];
  }
  if (cells.length > 0 && !type.properties) return [];
  const leaves = cells.length > 0 ? leavesOf(fallback, type, [name]) : [{ path: [name], value: fallback }];
  const isGone = (path: readonly string[], cell: Cell) =>
    cell.path.length > 1 && (isPrefix(cell.path, path) || isPrefix(defaultPath(type, path), cell.path));
  const left = leaves.filter(({ path }) => !cells.some((cell) => isGone(path, cell)));
  return left.map(({ path, value }) => {
    const from = [defaultPlace(profile, path)];
    return { name: [profile.name, ...path].join('.'), origin: 'default', value, ...NOTHING, from };
  });
}

const defaultPlace = ({ file }: Profile, [name = '', ...keys]: readonly string[]): Place =>
  file.placeOf(['parameters', name, 'default', ...keys]);

function said(cell: Cell, fallback: Origin | undefined): Omit<Explained, 'name'> {
  const value = leafValue(cell, fallback?.value);
  const [first] = cell.holds;
  const kind = first && 'lineage' in first.by ? 'role' : 'profile';
  return {
    origin: first ? kind : fallback ? 'default' : 'role',
    ...(value === undefined ? {} : { value }),
    from: first ? cell.holds.map(placeOf) : fallback ? [fallback.place] : [],
    added: cell.adds.map(originOf),
    overrode: cell.replaced.map(originOf),
    ...(first && fallback ? { insteadOf: fallback } : {}),
  };
}

const placeOf = ({ by, steps }: Answer): Place => by.file.placeOf(steps);
const originOf = (answer: Answer): Origin => ({ value: answer.value, place: placeOf(answer) });
