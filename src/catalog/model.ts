import type { Place, Problem } from '../problem/problem.ts';
import type { CatalogFile } from './catalog-types.gen.ts';
import type { DeclaredCheck } from './checks/declared-checks.ts';
import type { Layer } from './composition/layer.ts';
import type { Release } from './releases/release.ts';
import type { Bindings } from './resources/bindings.ts';
import type { Condition } from './resources/condition.ts';
import type { CoreResource } from './resources/core-resource.ts';
import type { Kind } from './resources/kinds/kinds.ts';
import type { TakenFlag } from './resources/taken-flag.ts';
import type { Tool } from './resources/tools.ts';
import type { SourceFile, Step } from './source/source-file.ts';
import type { Reference } from './templates/template.ts';
import type { Text } from './templates/text.ts';
import type { ParameterType } from './types/parameter-type.ts';
import type { Value } from './types/value.ts';

/** A value that a profile takes, under a snake_case name. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  /** Absent: whoever uses the profile must give one. */
  readonly default?: Value;
}

/** What a profile puts on a machine: the core resources that one entry of its list stands for. */
export interface Resource {
  readonly kind: Kind;
  /** The value of the key that names its kind, such as a path or an account. */
  readonly title: Text;
  /** Where it stands in the profile's list. */
  readonly index: number;
  readonly parts: readonly CoreResource[];
  readonly when?: Condition;
  readonly each?: Loop;
  /** Places in the list of those that come before it because its author says so. */
  readonly after: readonly number[];
  /** Places in the list of those that act when it changes. */
  readonly notifies: readonly number[];
}

/** A list or map parameter, for each item of which there is one resource. */
export interface Loop {
  readonly over: Reference;
  readonly keyed: boolean;
  readonly item: ParameterType;
  readonly key: ParameterType;
}

/** A value that a profile gives to one that it uses; `{{parameter}}` in it stands for a value of its own. */
export interface Pass {
  readonly profile: string;
  readonly parameter: string;
  readonly value: Value;
  /** Where it stands in the file. */
  readonly steps: readonly Step[];
}

/** A flag that a resource of a profile names. */
export interface FlagNeed extends TakenFlag {
  readonly resource: Resource;
  /** Where the profile says so. */
  readonly place: Place;
}

export interface Profile {
  readonly name: string;
  readonly summary: string;
  readonly file: SourceFile;
  readonly uses: readonly string[];
  readonly passes: readonly Pass[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Parameters of type port that the profile opens. */
  readonly listens: readonly string[];
  /** In the order in which they apply. */
  readonly resources: readonly Resource[];
  readonly flagNeeds: readonly FlagNeed[];
  readonly checks: readonly DeclaredCheck[];
  /** What comes before them. */
  readonly bindings: Bindings;
  /** The tools that it is made for. */
  readonly tools: readonly Tool[];
}

interface LogAttributes {
  readonly name: string;
  readonly format: 'lines' | 'json' | 'combined' | 'multiline';
  readonly keepDays: number;
}

/** A log that is a file. */
export interface LogFile extends LogAttributes {
  readonly path: string;
  readonly owner: string;
  /** Where an entry of a multi-line log begins: what start-pattern.ts allows. */
  readonly starts?: string;
}

/** What a unit writes to the journal. */
export interface LogJournal extends LogAttributes {
  /** Without `.service`. */
  readonly unit: string;
}

export type Log = LogFile | LogJournal;

/** A value that a machine receives at launch. */
export interface Flag extends ParameterType {
  readonly name: string;
  readonly secret: boolean;
  readonly description: string;
  readonly default?: string | number | boolean;
  /** For the test launch of a bake, where no made-up value would do; no secret. */
  readonly example?: string | number | boolean;
}

export interface Endpoint {
  readonly name: string;
  readonly port: number;
  /** HTTP path that answers 200 when the service is well. */
  readonly health?: string;
}

/** A profile as one role includes it: only the values that some role or profile gives are here. */
export interface ProfileUse {
  readonly profile: Profile;
  readonly values: Readonly<Record<string, Value>>;
}

/** A role with everything about it decided. */
export interface Role {
  readonly name: string;
  readonly summary: string;
  readonly file: SourceFile;
  /** Its own file and what it extends: where each value comes from. */
  readonly layer: Layer;
  /** A trait: only there to be extended, and perhaps without some values. */
  readonly isAbstract: boolean;
  readonly application?: string;
  /** In the order in which they apply, each after those that it uses. */
  readonly profiles: readonly ProfileUse[];
  readonly logs: readonly Log[];
  readonly flags: readonly Flag[];
  readonly serves: readonly Endpoint[];
  /** What it and those that it extends say; `roleChecks` gives all. */
  readonly checks: readonly DeclaredCheck[];
}

/** Profiles by their names. */
export type Profiles = Pick<ReadonlyMap<string, Profile>, 'get' | 'keys'>;

/** A catalog that is right: whatever is compiled from it is valid. */
export interface Catalog {
  /** As they stand in its file. */
  readonly settings: CatalogFile;
  readonly name: string;
  /** Stream that roles are baked on, such as debian-12. */
  readonly os: string;
  readonly maintainer: string;
  readonly maintainerEmail: string;
  /** URL of the place where it is kept. */
  readonly source?: string;
  /** All profiles that a role uses, by name, in alphabetical order. */
  readonly profiles: readonly Profile[];
  /** The profiles of the catalog itself, whether a role uses them or not, in alphabetical order. */
  readonly library: readonly Profile[];
  /** These, and all that come with rolebake. */
  readonly known: ReadonlyMap<string, Profile>;
  readonly roles: readonly Role[];
  /** Roles that nothing is compiled for. */
  readonly traits: readonly Role[];
  readonly releases: readonly Release[];
}

/** A part of the catalog, or all that is wrong with it. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };
