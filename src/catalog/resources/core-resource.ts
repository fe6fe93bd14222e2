import type { Reference, TemplateNode } from '../templates/template.ts';
import type { Text } from '../templates/text.ts';

/** Who may do what with a file; the mode is four octal digits. */
export interface FileAttributes {
  readonly owner: Text;
  readonly group: Text;
  readonly mode: Text;
}

/** When a command runs: an exec without a guard does not exist. */
export type Guard =
  | { readonly kind: 'creates'; readonly path: Text }
  | { readonly kind: 'unless'; readonly command: readonly Text[] }
  | { readonly kind: 'only_if'; readonly command: readonly Text[] }
  /** Only when another resource notifies it. */
  | { readonly kind: 'notified' };

/** A number, or the value that is one. */
export type Count = number | Reference;

export interface CorePackage {
  readonly type: 'package';
  readonly name: Text;
  readonly state: 'installed' | 'held' | 'absent';
  readonly version?: Text;
}

export interface CoreGroup {
  readonly type: 'group';
  readonly name: Text;
  readonly system: boolean;
  readonly gid?: Count;
}

export interface CoreUser {
  readonly type: 'user';
  readonly name: Text;
  readonly system: boolean;
  readonly uid?: Count;
  readonly group: Text;
  /** Further groups; whatever others it is in stays. */
  readonly groups: readonly Text[];
  readonly home: Text;
  readonly shell: Text;
  readonly comment?: Text;
  /** Whether its home is made with it. */
  readonly makesHome: boolean;
}

export interface CoreDirectory extends FileAttributes {
  readonly type: 'directory';
  readonly path: Text;
  /** Whether folders above it are made as well, for root with mode 0755. */
  readonly parents: boolean;
}

export interface CoreFile extends FileAttributes {
  readonly type: 'file';
  readonly path: Text;
  /** Whether folders above it are made where there are none, for root with mode 0755; several files may ask for one. */
  readonly parents?: boolean;
  readonly body: readonly TemplateNode[];
  /** Words of a command that must end with 0 before the file is put in place; the word `%` is the file's path. */
  readonly validate?: readonly Text[];
}

export interface CoreLink {
  readonly type: 'link';
  readonly path: Text;
  readonly target: Text;
}

export interface CoreService {
  readonly type: 'service';
  readonly name: Text;
  readonly enabled: boolean;
  /** Absent: left as it is. */
  readonly state?: 'running' | 'stopped';
}

export interface CoreExec {
  readonly type: 'exec';
  readonly name: Text;
  /** Words; no shell reads them. */
  readonly command: readonly Text[];
  readonly guard: Guard;
  readonly user?: Text;
  readonly directory?: Text;
  readonly environment: readonly (readonly [name: string, value: Text])[];
  /** In seconds; absent: as the tool has it. */
  readonly timeout?: number;
  /** The path that it changes in part, or takes away: nothing else of a role may say all of it. */
  readonly edits?: Text;
}

/** What Puppet and Chef both have. Every kind of resource of the language is made of these. */
export type CoreResource =
  | CorePackage
  | CoreGroup
  | CoreUser
  | CoreDirectory
  | CoreFile
  | CoreLink
  | CoreService
  | CoreExec;

/** What the resource is on a machine, such as `file /etc/shop`: no two resources may be one thing. */
export function identityOf(resource: CoreResource): { readonly kind: string; readonly name: Text } {
  switch (resource.type) {
    case 'directory':
    case 'file':
    case 'link':
      return { kind: 'file', name: resource.path };
    default:
      return { kind: resource.type, name: resource.name };
  }
}

/** Whether it only acts when another resource notifies it. */
export const isNotified = (resource: CoreResource): boolean =>
  resource.type === 'exec' && resource.guard.kind === 'notified';
