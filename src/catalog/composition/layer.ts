import type { Profile, Profiles } from '../model.ts';
import { inOrder } from '../order.ts';
import type { RoleFile } from '../role-types.gen.ts';
import type { SourceFile } from '../source/source-file.ts';
import { type Answer, leavesOf } from './answer.ts';
import { sectionAnswers } from './sections.ts';
import { type Statement, statementsOf, usesOf } from './statements.ts';

/** One role or trait: what its own file says, and the others that it extends. */
export interface Layer {
  readonly name: string;
  readonly file: SourceFile;
  readonly data: RoleFile;
  /** Everything it extends, and itself last: each once, and after what it extends itself. */
  readonly lineage: readonly Layer[];
  /** Every profile that the lineage uses, each after those that it uses. */
  readonly profiles: readonly Profile[];
  /** What its own file says, by subject: the name of a profile, or a section such as `.flags`. */
  readonly answers: ReadonlyMap<string, readonly Answer[]>;
}

/** The layer of a role's file over those that it extends; `data` is what holds of the file. */
export function layerOf(
  file: SourceFile,
  parents: readonly Layer[],
  profiles: Profiles,
  data = file.data as RoleFile,
): Layer {
  const lineage = [...new Set(parents.flatMap((parent) => parent.lineage))];
  const answers = new Map<string, Answer[]>();
  const layer: Layer = { name: data.role, file, data, lineage, profiles: profilesOf(data, parents, profiles), answers };
  lineage.push(layer);
  for (const statement of statementsOf(data)) {
    const profile = profiles.get(statement.profile);
    const said = profile ? answersOf(layer, statement, profile) : [];
    if (said.length > 0) answers.set(statement.profile, [...(answers.get(statement.profile) ?? []), ...said]);
  }
  for (const [section, said] of sectionAnswers(layer)) answers.set(section, said);
  return layer;
}

/** Those of the parents, then its own; the parent's list itself if there is nothing to add to it. */
function profilesOf(data: RoleFile, parents: readonly Layer[], all: Profiles): readonly Profile[] {
  const inherited = new Set(parents.flatMap((parent) => parent.profiles.map(({ name }) => name)));
  const own = usesOf(data.uses ?? []).map(({ profile }) => profile);
  const [first] = parents;
  const isSame = first?.profiles.length === inherited.size && own.every((name) => inherited.has(name));
  return first && isSame ? first.profiles : inOrder([...inherited, ...own], all);
}

function answersOf(by: Layer, { how, values, steps }: Statement, profile: Profile): Answer[] {
  return Object.entries(values).flatMap(([name, written]) => {
    const parameter = profile.parameters.get(name);
    if (!parameter) return [];
    const leaves = leavesOf(written, parameter.type, [name]);
    return leaves.map(({ path, value }) => ({ by, how, path, value, steps: [...steps, ...path] }));
  });
}

/** Everything that a layer and what it extends say about one subject, a list for each file. */
export function said(layer: Layer, subject: string): (readonly Answer[])[] {
  const lists: (readonly Answer[])[] = [];
  for (const { answers } of layer.lineage) {
    const own = answers.get(subject);
    if (own) lists.push(own);
  }
  return lists;
}

/** Whether an override of this layer stands in place of what the other one says: it extends or uses it. */
export const isAbove = (other: Answer['by'], layer: Layer): boolean =>
  'lineage' in other ? other !== layer && layer.lineage.includes(other) : layer.profiles.includes(other);
