import type { Parameter } from '../model.ts';
import type { Complaints } from '../source/complaints.ts';
import type { Step } from '../source/source-file.ts';
import { parseTemplate, type Reference, type Scope } from '../templates/template.ts';
import { article, type ParameterType } from '../types/parameter-type.ts';
import type { Value } from '../types/value.ts';
import { checkValue } from '../types/values.ts';

/** What must hold for a resource to be there. */
export type Condition =
  /** Is true, or is given and not empty. */
  | { readonly kind: 'holds'; readonly reference: Reference; readonly type: ParameterType }
  | {
      readonly kind: 'is';
      readonly reference: Reference;
      readonly type: ParameterType;
      readonly values: readonly Value[];
    }
  | { readonly kind: 'os'; readonly names: readonly OperatingSystem[] }
  | { readonly kind: 'not'; readonly inner: Condition }
  | { readonly kind: 'all' | 'any'; readonly inner: readonly Condition[] };

/** Operating systems that a condition can name: a family of releases, or one release. */
export const OPERATING_SYSTEMS = [
  'debian',
  'debian-12',
  'debian-13',
  'ubuntu',
  'ubuntu-22.04',
  'ubuntu-24.04',
] as const;
export type OperatingSystem = (typeof OPERATING_SYSTEMS)[number];

/** Conditions as an author writes them: a parameter that must be true, or what each key must be. */
export type WrittenCondition = string | { readonly [key: string]: unknown };

/** Reads conditions against the parameters of a profile and the items of the loops around. */
export class ConditionReader {
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #complaints: Complaints;
  readonly #scope: Scope;

  constructor(parameters: ReadonlyMap<string, Parameter>, complaints: Complaints, scope: Scope) {
    this.#parameters = parameters;
    this.#complaints = complaints;
    this.#scope = scope;
  }

  read(written: WrittenCondition, steps: readonly Step[]): Condition {
    if (typeof written === 'string') return this.#entry(written, true, steps);
    const inner = Object.entries(written).map(([key, value]) => this.#entry(key, value, [...steps, key]));
    return inner.length === 1 && inner[0] ? inner[0] : { kind: 'all', inner };
  }

  #entry(key: string, value: unknown, steps: readonly Step[]): Condition {
    switch (key) {
      case 'os':
        return { kind: 'os', names: listOf(value) as OperatingSystem[] };
      case 'not':
        return { kind: 'not', inner: this.read(value as WrittenCondition, steps) };
      case 'all':
      case 'any': {
        const each = value as readonly WrittenCondition[];
        return { kind: key, inner: each.map((one, index) => this.read(one, [...steps, index])) };
      }
      default:
        return this.#comparison(key, value, steps);
    }
  }

  #comparison(name: string, value: unknown, steps: readonly Step[]): Condition {
    const found = this.#resolve(name, typeof value === 'boolean', steps);
    if (!found) return { kind: 'all', inner: [] };
    const values = listOf(value) as Value[];
    if (typeof value === 'boolean') {
      const holds: Condition = { kind: 'holds', ...found };
      return value ? holds : { kind: 'not', inner: holds };
    }
    if (found.type.type === 'boolean')
      this.#complaints.add('wrong-type', `${name} is ${article(found.type)}, which this cannot be`, steps, COMPARE);
    else if (Array.isArray(value))
      values.forEach((one, index) => void checkValue(one, found.type, this.#complaints, [...steps, index]));
    else checkValue(value, found.type, this.#complaints, steps);
    return { kind: 'is', ...found, values };
  }

  /** In a loop a name is a key of the item if it has one of that name, else a parameter. */
  #isOfItem(name: string): boolean {
    const loop = this.#scope.at(-1);
    const [first = ''] = name.split('.');
    return !loop || /^(this|\.\.|@)/.test(name) || Object.hasOwn(loop.item.properties ?? {}, first);
  }

  /** What a name stands for: a value to compare, or to test as a template does. */
  #resolve(name: string, isTest: boolean, steps: readonly Step[]) {
    const path = `${this.#isOfItem(name) ? '' : '@root.'}${name}`;
    const text = isTest ? `{{#if ${path}}}.{{/if}}` : `{{${path}}}`;
    const { nodes, faults } = parseTemplate(text, this.#parameters, this.#scope);
    const [node] = nodes;
    for (const { code, message, hint } of faults) {
      const said = /^an (.*) cannot be printed$/.exec(message);
      if (said) this.#complaints.addKey('wrong-type', `${name} is an ${said[1]}, which this cannot be`, steps, COMPARE);
      else if (message.startsWith('{{#if}}'))
        this.#complaints.addKey('wrong-type', message.replace('{{#if}}', 'when:'), steps, COMPARE);
      else this.#complaints.addKey(code, message, steps, hint);
    }
    if (node?.kind === 'if') return { reference: node.test, type: node.type };
    return node?.kind === 'value' ? { reference: node.reference, type: node.type } : undefined;
  }
}

const COMPARE = 'when: NAME (true, or not empty), {NAME: value}, {NAME: [one, of, these]} or {os: debian-12}';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
