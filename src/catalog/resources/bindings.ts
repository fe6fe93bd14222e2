import type { Problem } from '../../problem/problem.ts';
import type { Parameter, Profile } from '../model.ts';
import { suggest } from '../nearest.ts';
import type { ProfileFile, Bindings as WrittenBindings } from '../profile-types.gen.ts';
import { Complaints } from '../source/complaints.ts';
import type { Step } from '../source/source-file.ts';
import type { Text } from '../templates/text.ts';
import type { Value } from '../types/value.ts';
import { Fields } from './fields.ts';
import { FORMS } from './forms.ts';
import { TOOLS, type Tool } from './tools.ts';

/** Which version of somebody else's code is meant: a release, or a commit or tag of a git repository. */
export type Pin = { readonly version: string } | { readonly git: string; readonly ref: string };

/** Somebody else's code, as its tool calls it. */
export type PinKind = 'module' | 'cookbook';

/** What each tool calls it, and the key of bindings that has it. */
export const PINNED = {
  puppet: { kind: 'module', key: 'modules' },
  chef: { kind: 'cookbook', key: 'cookbooks' },
} as const satisfies Readonly<Record<Tool, { readonly kind: PinKind; readonly key: keyof Bindings }>>;

/** What a text with `{{...}} in it stands for: a parameter as it is, or a text with values in it. */
export type Bound = { readonly parameter: Parameter } | { readonly text: Text };

/** Data in which each text that `bound` knows stands for something else. */
export interface BoundData {
  readonly data: Value;
  readonly bound: ReadonlyMap<string, Bound>;
}

/** What does the work of a profile where somebody else wrote it already. */
export interface Bindings {
  readonly modules: ReadonlyMap<string, Pin>;
  /** Puppet's classes with their parameters. */
  readonly classes: ReadonlyMap<string, BoundData>;
  readonly cookbooks: ReadonlyMap<string, Pin>;
  readonly attributes: BoundData;
  readonly recipes: readonly string[];
  /** The marked door: code that goes into the profile as it is. */
  readonly code: Readonly<Partial<Record<Tool, string>>>;
}

/** Reads what a profile is bound to, and for which tools that makes it. */
export function readBindings(
  data: ProfileFile,
  parameters: ReadonlyMap<string, Parameter>,
  complaints: Complaints,
): { readonly bindings: Bindings; readonly tools: readonly Tool[] } {
  const { puppet, chef } = data.bindings ?? {};
  const reader = new BoundReader(parameters, complaints);
  const classes = Object.entries(puppet?.classes ?? {}).map(
    ([name, written]) => [name, reader.read(written as Value, ['bindings', 'puppet', 'classes', name])] as const,
  );
  const bindings: Bindings = {
    modules: pins(puppet?.modules),
    classes: new Map(classes),
    cookbooks: pins(chef?.cookbooks),
    attributes: reader.read((chef?.attributes ?? {}) as Value, ['bindings', 'chef', 'attributes']),
    recipes: chef?.recipes ?? [],
    code: data.code ?? {},
  };
  const sides: Readonly<Record<Tool, boolean>> = {
    puppet: puppet !== undefined || bindings.code.puppet !== undefined,
    chef: chef !== undefined || bindings.code.chef !== undefined,
  };
  const bound = TOOLS.filter((tool) => sides[tool]);
  return { bindings, tools: bound.length > 0 ? bound : TOOLS };
}

type WrittenPins = NonNullable<NonNullable<WrittenBindings['puppet']>['modules']>;

const pins = (written: WrittenPins = {}): ReadonlyMap<string, Pin> =>
  new Map(Object.entries(written).map(([name, pin]) => [name, typeof pin === 'string' ? { version: pin } : pin]));

/** Finds the texts that stand for values of the profile. */
class BoundReader {
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #complaints: Complaints;

  constructor(parameters: ReadonlyMap<string, Parameter>, complaints: Complaints) {
    this.#parameters = parameters;
    this.#complaints = complaints;
  }

  read(data: Value, steps: readonly Step[]): BoundData {
    const bound = new Map<string, Bound>();
    const walk = (value: Value, here: readonly Step[]): void => {
      if (typeof value === 'string' && value.includes('{{')) bound.set(value, this.#bound(value, here));
      if (Array.isArray(value)) value.forEach((item, index) => void walk(item as Value, [...here, index]));
      else if (typeof value === 'object' && value !== null)
        for (const [key, item] of Object.entries(value)) walk(item as Value, [...here, key]);
    };
    walk(data, steps);
    return { data, bound };
  }

  #bound(text: string, steps: readonly Step[]): Bound {
    const name = /^\{\{\s*([a-z][a-z0-9_]*)\s*\}\}$/.exec(text)?.[1];
    const parameter = name === undefined ? undefined : this.#parameters.get(name);
    if (parameter) return { parameter };
    if (name !== undefined) {
      const hint = suggest(name, this.#parameters.keys());
      this.#complaints.add('unknown-parameter', `unknown parameter ${name}`, steps, hint);
      return { text: [] };
    }
    const sources = { parameters: this.#parameters, templates: new Map(), files: new Map() };
    return { text: new Fields({ ...sources, complaints: this.#complaints }, steps, []).text(text, [], FORMS.any) };
  }
}

/** The folder that a tool looks for it in: Puppet's modules go by their name without its owner. */
export const pinFolder = (kind: PinKind, name: string): string =>
  kind === 'cookbook' ? name : name.replace(/^.*[/-]/, '');

/** What generated code has the folders of, which a tool takes before those of others. */
const GENERATED: Readonly<Record<Tool, RegExp>> = { puppet: /^(profile|role)$/, chef: /^(profile|role)_/ };

/**
 * Profiles that pin one module or cookbook at different versions, or two that have one folder: a role may use both. And
 * those that pin one that has the folder of generated code.
 */
export function pinProblems(profiles: readonly Profile[]): Problem[] {
  return TOOLS.flatMap((tool) => pinClashes(profiles, tool));
}

const OTHER_NAME = 'pin a copy of it that has another name';

function pinClashes(profiles: readonly Profile[], tool: Tool): Problem[] {
  const { kind, key } = PINNED[tool];
  const first = new Map<string, { readonly profile: Profile; readonly name: string; readonly pin: string }>();
  return profiles.flatMap((profile) => {
    const complaints = new Complaints(profile.file);
    for (const [name, pinned] of profile.bindings[key]) {
      const pin = JSON.stringify(pinned);
      const folder = pinFolder(kind, name);
      const other = first.get(folder) ?? { profile, name, pin };
      first.set(folder, other);
      const steps = ['bindings', tool, key, name];
      if (GENERATED[tool].test(folder))
        complaints.addKey('duplicate-claim', `generated code has the folder ${folder} too`, steps, OTHER_NAME);
      const said = `profile ${other.profile.name} pins`;
      if (other.name !== name)
        complaints.addKey(
          'duplicate-claim',
          `${said} ${other.name}, which has the folder ${folder} too`,
          steps,
          'pin one of them',
        );
      else if (other.pin !== pin)
        complaints.addKey('duplicate-claim', `${said} ${name} at another version`, steps, 'give both the same version');
    }
    return complaints.problems;
  });
}
