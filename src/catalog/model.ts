import type { Problem } from '../problem/problem.ts';
import type { ParameterType } from './parameter-type.ts';
import type { SourceFile } from './source-file.ts';
import type { TemplateNode } from './template.ts';
import type { Value } from './value.ts';

/** A value that a profile takes, under a snake_case name. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  /** Absent: whoever uses the profile must give one. */
  readonly default?: Value;
}

interface FileAttributes {
  readonly owner: string;
  readonly group: string;
  /** Four octal digits. */
  readonly mode: string;
}

/** What a profile puts on a machine, with everything that the author left out filled in. */
export type Resource =
  | { readonly kind: 'package'; readonly name: string }
  | {
      readonly kind: 'user';
      readonly name: string;
      readonly system: boolean;
      readonly home: string;
      readonly shell: string;
    }
  | ({ readonly kind: 'directory'; readonly path: string } & FileAttributes)
  | ({
      readonly kind: 'file';
      readonly path: string;
      /** Text of a file whose values come from parameters, or that has none. */
      readonly body: readonly TemplateNode[];
      /** Services of the same profile that restart when it changes. */
      readonly notifies: readonly string[];
    } & FileAttributes)
  | {
      readonly kind: 'unit';
      readonly name: string;
      readonly description: string;
      /** The words of the command line; each is text and values in turn. */
      readonly words: readonly (readonly TemplateNode[])[];
      readonly user: string;
      readonly reloadSignal?: string;
    }
  | { readonly kind: 'service'; readonly name: string; readonly starts: 'bake' | 'launch' };

export interface Profile {
  readonly name: string;
  readonly summary: string;
  readonly file: SourceFile;
  readonly uses: readonly string[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Parameters of type port that the profile opens. */
  readonly listens: readonly string[];
  readonly resources: readonly Resource[];
}

export interface Log {
  readonly name: string;
  readonly path: string;
  readonly owner: string;
  readonly format: 'lines' | 'json';
}

/** A value that a machine receives at launch. */
export interface Flag extends ParameterType {
  readonly name: string;
  readonly secret: boolean;
  readonly description: string;
  readonly default?: string | number | boolean;
}

export interface Endpoint {
  readonly name: string;
  readonly port: number;
  /** HTTP path that answers 200 when the service is well. */
  readonly health?: string;
}

/** A profile as one role includes it: only the values that the role sets are here. */
export interface ProfileUse {
  readonly profile: Profile;
  readonly values: Readonly<Record<string, Value>>;
}

/** A role with everything about it decided. */
export interface Role {
  readonly name: string;
  readonly summary: string;
  readonly file: SourceFile;
  readonly application?: string;
  /** In the order in which they apply, each after those that it uses. */
  readonly profiles: readonly ProfileUse[];
  readonly logs: readonly Log[];
  readonly flags: readonly Flag[];
  readonly serves: readonly Endpoint[];
}

/** A catalog that is right: whatever is compiled from it is valid. */
export interface Catalog {
  readonly name: string;
  /** Stream that roles are baked on, such as debian-12. */
  readonly os: string;
  readonly maintainer: string;
  readonly maintainerEmail: string;
  /** All profiles that a role uses, by name, in alphabetical order. */
  readonly profiles: readonly Profile[];
  readonly roles: readonly Role[];
}

/** A part of the catalog, or all that is wrong with it. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };
