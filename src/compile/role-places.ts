import { isDeepStrictEqual } from 'node:util';
import type { Answer } from '../catalog/composition/answer.ts';
import { type Composed, compose } from '../catalog/composition/compose.ts';
import { cellAt } from '../catalog/composition/places.ts';
import { type Cell, isPrefix } from '../catalog/composition/settle.ts';
import { usesOf } from '../catalog/composition/statements.ts';
import type { Profile, Role } from '../catalog/model.ts';
import type { ProfileFile } from '../catalog/profile-types.gen.ts';
import type { Step } from '../catalog/source/source-file.ts';
import type { Value } from '../catalog/types/value.ts';
import type { Place } from '../problem/problem.ts';
import type { MarkedLine } from './marks.ts';
import { placeAt } from './profile-place.ts';
import { valueLines } from './value-lines.ts';

/** Where what a role is made of comes from: its own file, those that it extends, and the profiles that pass values on. */
export class RolePlaces {
  readonly #role: Role;
  readonly #composed: Composed;

  constructor(role: Role) {
    this.#role = role;
    this.#composed = compose(role.layer);
  }

  /** The place of a marked line of a generated file. */
  placeOf({ steps, offset }: MarkedLine, path: string): Place {
    const [section, profile, parameter] = steps.map(String);
    const use = this.#role.profiles.find((one) => one.profile.name === profile);
    if (section !== 'uses' || !use) return this.#role.file.placeOfKey(steps);
    if (parameter === undefined) return this.#placeOfUse(use.profile);
    const value = use.values[parameter] ?? null;
    const inner = valueLines(value, path.endsWith('.yaml') ? 'hiera' : 'ruby')[offset] ?? [];
    return this.#placeOfValue(use.profile, parameter, inner, value);
  }

  /** Where the profile is brought in: by a role, by another profile, or by the logs. */
  #placeOfUse({ name }: Profile): Place {
    for (const { data, file } of this.#role.layer.lineage) {
      const index = usesOf(data.uses ?? []).findIndex(({ profile }) => profile === name);
      if (index >= 0) return file.placeOf(['uses', index]);
    }
    const user = this.#role.profiles.find(({ profile }) => profile.uses.includes(name))?.profile;
    if (!user) return this.#placeOfSection('.logs', []);
    const index = usesOf((user.file.data as ProfileFile).uses ?? []).findIndex(({ profile }) => profile === name);
    return user.file.placeOf(['uses', index]);
  }

  #placeOfValue(profile: Profile, parameter: string, inner: readonly Step[], value: Value): Place {
    const path = [parameter, ...inner];
    const cells = this.#composed.cells.get(profile.name) ?? [];
    const cell = cellAt(cells, path.map(String));
    if (cell) return placeInCell(cell, path, value);
    if (cells.some((one) => one.path[0] === parameter) && isDeclared(profile, parameter))
      return placeAt(profile.file, ['parameters', parameter, 'default', ...inner]);
    const item = inner.reduce<Value | undefined>((found, step) => found?.[step as keyof typeof found], value);
    return parameter === 'flags'
      ? this.#placeOfSection('.flags', [item])
      : this.#placeOfSection('.logs', [...inner, item]);
  }

  /** The first entry of a section that one of these names, or else the section. */
  #placeOfSection(section: '.flags' | '.logs', names: readonly unknown[]): Place {
    const cells = this.#composed.cells.get(section) ?? [];
    const answer = cells.find(({ path }) => names.includes(path[0]))?.holds[0];
    if (answer) return placeAt(answer.by.file, answer.steps);
    const layer = this.#role.layer.lineage.findLast(({ data }) => data[section === '.flags' ? 'flags' : 'logs']);
    return (layer ?? this.#role.layer).file.placeOfKey([section.slice(1)]);
  }
}

const isDeclared = ({ parameters }: Profile, name: string): boolean => parameters.get(name)?.default !== undefined;

/** Of a list, each item is owed to the file that has it. */
function placeInCell(cell: Cell, path: readonly Step[], value: Value): Place {
  const rest = path.slice(cell.path.length);
  const at = isPrefix(cell.path, path.map(String)) ? rest : [];
  const answers: readonly (Answer | undefined)[] = [cell.holds[0], ...cell.adds];
  const [index] = at;
  if (typeof index === 'number') {
    const items = listAt(value, cell.path.slice(1));
    for (const answer of answers) {
      const own = Array.isArray(answer?.value) ? answer.value : [];
      const found = own.findIndex((item) => isDeepStrictEqual(item, items[index]));
      if (answer && found >= 0) return answer.by.file.placeOf([...answer.steps, found]);
    }
  }
  const answer = answers.find((one) => one !== undefined);
  if (!answer) throw new Error(`nothing is said about ${path.join('.')}`);
  return placeAt(answer.by.file, [...answer.steps, ...at]);
}

function listAt(value: Value, keys: readonly string[]): readonly Value[] {
  const found = keys.reduce<Value | undefined>((inner, key) => inner?.[key as keyof typeof inner], value);
  return Array.isArray(found) ? found : [];
}
