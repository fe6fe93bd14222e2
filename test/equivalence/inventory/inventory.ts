import type { Connection } from '../../../src/converge/connection.ts';
import { baseTree } from '../../fixtures/base-tree.ts';
import { readFacts } from './facts.ts';
import { readPlainTree, readTree } from './tree.ts';

/** All that can be seen of a machine: what it is called, as `path /etc/motd`, and how it is. */
export type Inventory = ReadonlyMap<string, string>;

const base = baseTree().then(readPlainTree);

/** Looks at a running machine: at its disk from the host, at everything else from within. */
export async function inventoryOf(machine: { readonly root: string; readonly ssh: Connection }): Promise<Inventory> {
  const facts = await readFacts(machine.ssh);
  const tree = await readTree(machine.root, await base);
  return new Map([...[...tree].map(([path, how]) => [`path ${path}`, how] as const), ...facts]);
}

/** One thing that two inventories tell differently; undefined: it is not there. */
export interface Difference {
  readonly thing: string;
  readonly one: string | undefined;
  readonly other: string | undefined;
}

/** Everything at which two inventories differ, in order. */
export function differences(one: Inventory, other: Inventory): Difference[] {
  const things = [...new Set([...one.keys(), ...other.keys()])].sort();
  return things
    .map((thing) => ({ thing, one: one.get(thing), other: other.get(thing) }))
    .filter((difference) => difference.one !== difference.other);
}
