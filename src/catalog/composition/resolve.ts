import type { Profile } from '../model.ts';
import type { ParameterType } from '../types/parameter-type.ts';
import type { Value } from '../types/value.ts';
import { type Answer, isMap, keyType } from './answer.ts';
import { type Layer, said } from './layer.ts';
import { passedAnswers } from './passes.ts';
import { type Cell, settle } from './settle.ts';
import type { Values } from './statements.ts';

/** A profile as a role uses it. */
export interface ResolvedProfile {
  readonly profile: Profile;
  readonly cells: readonly Cell[];
  /** The values of the parameters that somebody answers for. */
  readonly values: Values;
  /** Parameters that are to get the value of another one, which has none. */
  readonly awaited: readonly string[];
}

/** Resolves all profiles of a role, in the order in which they apply; those who use others first, as they pass values on. */
export function resolveProfiles(layer: Layer): ResolvedProfile[] {
  const passed = new Map<Profile, { answers: Answer[]; awaited: string[] }>();
  const byName = new Map(layer.profiles.map((profile) => [profile.name, profile]));
  const resolved = layer.profiles.toReversed().map((profile): ResolvedProfile => {
    const { answers = [], awaited = [] } = passed.get(profile) ?? {};
    const lists = said(layer, profile.name);
    const { cells, values } = settled(profile, answers.length > 0 ? [...lists, answers] : lists, layer);
    for (const pass of profile.passes) {
      const to = byName.get(pass.profile);
      if (!to) continue;
      const all = passed.get(to) ?? { answers: [], awaited: [] };
      const more = passedAnswers(profile, values, pass, to);
      if (more) all.answers.push(...more);
      else all.awaited.push(pass.parameter);
      passed.set(to, all);
    }
    return { profile, cells, values, awaited };
  });
  return resolved.toReversed();
}

type Settled = Pick<ResolvedProfile, 'cells' | 'values'>;

const inherited = new WeakMap<readonly Answer[], Settled>();

/** What comes of the answers about a profile; of those of one trait alone the same for all roles that extend it. */
function settled(profile: Profile, lists: readonly (readonly Answer[])[], layer: Layer): Settled {
  const [first] = lists;
  if (!first) return NOTHING;
  const shared = lists.length === 1 && first[0]?.by !== layer ? first : undefined;
  const known = shared && inherited.get(shared);
  if (known) return known;
  const cells = settle(lists.flat());
  const made = { cells, values: valuesOf(profile, cells) };
  if (shared) inherited.set(shared, made);
  return made;
}

const NOTHING: Settled = { cells: [], values: {} };

function valuesOf(profile: Profile, cells: readonly Cell[]): Values {
  const groups = Map.groupBy(cells, ({ path }) => path[0] ?? '');
  const entries = [...groups].flatMap(([name, group]): [string, Value][] => {
    const parameter = profile.parameters.get(name);
    const value = build(parameter?.type, group, 1, parameter?.default);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** A value from the cells of its leaves. The default of an object with given properties holds for each of them. */
function build(
  type: ParameterType | undefined,
  cells: readonly Cell[],
  depth: number,
  fallback: Value | undefined,
): Value | undefined {
  const whole = cells.find(({ path }) => path.length === depth);
  const rest = cells.filter((cell) => cell !== whole);
  const start = whole && leafValue(whole, fallback);
  const defaults = type?.properties && isMap(fallback) ? fallback : undefined;
  if (rest.length === 0 && !(defaults && isMap(start))) return start;
  const keys = new Map<string, Value>(Object.entries({ ...defaults, ...(isMap(start) ? start : {}) }));
  for (const [key, group] of Map.groupBy(rest, ({ path }) => path[depth] ?? '')) {
    const value = build(type && keyType(type, key), group, depth + 1, defaults?.[key]);
    if (value !== undefined) keys.set(key, value);
  }
  return whole || keys.size > 0 ? Object.fromEntries(keys) : undefined;
}

/** The answer that holds, or the default; at the end the items that are added and not there yet. */
export function leafValue({ holds, adds }: Cell, fallback: Value | undefined): Value | undefined {
  const base = holds.length > 0 ? holds[0]?.value : fallback;
  if (adds.length === 0) return holds.length > 0 ? base : undefined;
  const items = new Map<string, Value>();
  for (const list of [base ?? [], ...adds.map(({ value }) => value)])
    for (const item of Array.isArray(list) ? list : []) items.set(JSON.stringify(item), item);
  return [...items.values()];
}
