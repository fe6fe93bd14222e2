import { buildTwin } from '../naming/names.ts';
import type { ProblemCode } from '../problem/codes.ts';
import type { Problem } from '../problem/problem.ts';
import { ENVIRONMENT_WORDS, isEnvironment, isEnvironmentAlone } from './composition/environment-words.ts';
import type { Role } from './model.ts';
import { Complaints } from './source/complaints.ts';

/** Two roles that cannot be beside each other, by their names. */
interface Twins {
  readonly name: string;
  readonly other: string;
  /** It has the name of a build of the other, or is the other in one environment. */
  readonly kind: 'build' | 'environment';
}

/** What all twins of a role have in common: its name without numbers of builds and words for environments. */
export const familyOf = (name: string): string => name.replace(BEYOND, '').replace(/^_/, '');

const WORDS = ENVIRONMENT_WORDS.join('|');
const BEYOND = new RegExp(`(?:_[1-9][0-9]*)+$|(?:^|_)(?:${WORDS})(?=_|$)`, 'g');

/** Every role that cannot be beside another one, with that. */
export const roleTwins = (names: Iterable<string>): Twins[] =>
  [...Map.groupBy(new Set(names), familyOf).values()].flatMap((family) => (family.length > 1 ? twinsIn(family) : []));

function twinsIn(names: readonly string[]): Twins[] {
  const all = new Set(names);
  const byStem = new Map<string, string>();
  return [...all].sort().flatMap((name): Twins[] => {
    const build = buildTwin(name);
    if (build !== undefined && all.has(build)) return [{ name, other: build, kind: 'build' }];
    const other = stemsOf(name)
      .map(({ stem, gap, word }) => {
        const first = byStem.get(gap) ?? (isEnvironmentAlone(word) && all.has(stem) ? stem : undefined);
        byStem.set(gap, name);
        return first;
      })
      .find((one) => one !== undefined);
    return other === undefined ? [] : [{ name, other, kind: 'environment' }];
  });
}

/** A name without each word of it that is an environment, and with a gap in its place. */
function stemsOf(name: string): { readonly stem: string; readonly gap: string; readonly word: string }[] {
  const words = name.split('_');
  if (words.length === 1) return [];
  return words.flatMap((word, index) => {
    if (!isEnvironment(word)) return [];
    const [before, after] = [words.slice(0, index), words.slice(index + 1)];
    return [{ stem: [...before, ...after].join('_'), gap: [...before, '*', ...after].join('_'), word }];
  });
}

/** Complains of roles that have the name of another one's build, or are another one in one environment; traits have no builds. */
export function twinProblems(roles: readonly Role[]): Problem[] {
  const byName = new Map(roles.map((role) => [role.name, role]));
  return roleTwins(byName.keys()).flatMap(({ name, other, kind }) => {
    const [role, twin] = [byName.get(name), byName.get(other)];
    if (!role || !twin || (kind === 'build' && (role.isAbstract || twin.isAbstract))) return [];
    const complaints = new Complaints(role.file);
    const related = { place: twin.file.placeOf(['role']), message: 'the other one' };
    const [code, message, hint] = {
      build: ['reserved-name', `${name} would have the DNS name of a build of ${other}`, LETTER],
      environment: ['environment-value', `${name} and ${other} are one role in two environments`, ONE_ROLE],
    }[kind] as [ProblemCode, string, string];
    complaints.add(code, message, ['role'], hint, related);
    return complaints.problems;
  });
}

const LETTER = 'put a letter into its last word';
const ONE_ROLE = 'keep one role; what differs is a flag, given at launch';
