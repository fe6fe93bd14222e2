import type { Place } from '../../problem/problem.ts';

/** From when on a check holds: from the bake on, or only once the machine was launched with its flags. */
export type CheckStage = 'bake' | 'launch';

/** What a text must be like. */
export type TextMatch =
  | { readonly how: 'contains'; readonly text: string }
  | { readonly how: 'equals'; readonly text: string }
  /** A line of it, without its end, matches the pattern (pattern.ts). */
  | { readonly how: 'line'; readonly pattern: string };

/** Something that can be seen on a machine. */
export type Expectation =
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'unit'; readonly unit: string; readonly state: 'active' | 'enabled' }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly owner?: string;
      readonly group?: string;
      /** Four octal digits. */
      readonly mode?: string;
      readonly content?: TextMatch;
    }
  | { readonly kind: 'port'; readonly port: number; readonly protocol: 'tcp' | 'udp' }
  /** Asked on the machine itself; redirects are not followed. */
  | { readonly kind: 'http'; readonly url: string; readonly status: number; readonly body?: TextMatch }
  /** No shell; the output is what goes to stdout. */
  | { readonly kind: 'command'; readonly argv: readonly string[]; readonly exit: number; readonly output?: TextMatch };

/** What a machine of a role must show. */
export interface Check {
  readonly expects: Expectation;
  readonly from: CheckStage;
  /** Who says so, such as `profile nginx_front`. */
  readonly source: string;
  /** Where that stands; finding it reads the file again. */
  readonly place: () => Place;
}

/** What a check looks at, in words: equal for checks of one thing. */
export function checkSubject(expects: Expectation): string {
  switch (expects.kind) {
    case 'package':
      return `package ${expects.name}`;
    case 'unit':
      return `unit ${expects.unit}`;
    case 'file':
      return `file ${expects.path}`;
    case 'port':
      return `port ${expects.port}/${expects.protocol}`;
    case 'http':
      return `http ${expects.url}`;
    case 'command':
      return `command ${expects.argv.map((word) => (/^[\w./:=@+,-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')}`;
  }
}
