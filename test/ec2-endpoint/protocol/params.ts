import { AwsError } from './aws-error.ts';

type Tree = { [name: string]: Tree | string };

/**
 * The parameters of one Query request. Names are paths: `TagSpecification.1.Tag.2.Key=x` is the key of the second tag
 * of the first specification. Lists count from 1.
 */
export class Params {
  private readonly tree: Tree;

  constructor(tree: Tree) {
    this.tree = tree;
  }

  /** Reads the body of a request, form-encoded. */
  static parse(body: string): Params {
    const tree: Tree = Object.create(null);
    for (const [path, value] of new URLSearchParams(body)) put(tree, path.split('.'), value);
    return new Params(tree);
  }

  /** Reads a body in JSON. */
  static ofJson(body: string): Params {
    const words = (_: string, value: unknown) => (['boolean', 'number'].includes(typeof value) ? String(value) : value);
    return new Params(JSON.parse(body, words));
  }

  text(name: string): string | undefined {
    const value = this.tree[name];
    return typeof value === 'string' ? value : undefined;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value !== undefined) return value;
    throw new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (/^-?\d+$/.test(value)) return Number(value);
    throw new AwsError('InvalidParameterValue', `Value (${value}) for parameter ${name} is invalid.`);
  }

  /** `true` or `false`; undefined where the request does not say. */
  flag(name: string): boolean | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : value === 'true';
  }

  /** A list of words: `InstanceId.1`, `InstanceId.2`. */
  list(name: string): string[] {
    return this.members(name).filter((value) => typeof value === 'string');
  }

  /** A list of structures: `Filter.1.Name`, `Filter.2.Name`. */
  items(name: string): Params[] {
    return this.members(name)
      .filter((value) => typeof value === 'object')
      .map((tree) => new Params(tree));
  }

  /** A structure: `Placement.AvailabilityZone`. Empty where the request has none. */
  part(name: string): Params {
    const value = this.tree[name];
    return new Params(typeof value === 'object' ? value : {});
  }

  has(name: string): boolean {
    return this.tree[name] !== undefined;
  }

  /** As JSON would have it, for a log; without the named parameters. */
  plain(...without: readonly string[]): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(this.tree)
        .filter(([name]) => !without.includes(name))
        .map(([name, value]) => [name, plainOf(value)]),
    );
  }

  private members(name: string): (Tree | string)[] {
    const value = this.tree[name];
    return typeof value === 'object' ? inOrder(value) : [];
  }
}

function put(tree: Tree, path: readonly string[], value: string): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const known = tree[name];
  const below: Tree = typeof known === 'object' ? known : Object.create(null);
  tree[name] = below;
  put(below, rest, value);
}

function inOrder(tree: Tree): (Tree | string)[] {
  return Object.entries(tree)
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, value]) => value);
}

function plainOf(value: Tree | string): unknown {
  if (typeof value === 'string') return value;
  const names = Object.keys(value);
  if (names.every((name) => /^\d+$/.test(name))) return inOrder(value).map(plainOf);
  return Object.fromEntries(names.map((name) => [name, plainOf(value[name] ?? '')]));
}
