import { readFileSync } from 'node:fs';
import { Refusal } from '../../../problem/problem.ts';
import OURS from './prices.json' with { type: 'json' };

/** What things cost, by region, in one currency. */
export interface Prices {
  readonly currency: string;
  readonly regions: Readonly<Record<string, RegionPrices>>;
}

interface RegionPrices {
  /** On demand, by type. */
  readonly machine_hour?: Readonly<Record<string, number>>;
  readonly disk_gib_month?: number;
  /** A public address (IPv4). */
  readonly address_hour?: number;
  /** By kind, without what it carries. */
  readonly balancer_hour?: { readonly application?: number; readonly network?: number };
  readonly snapshot_gib_month?: number;
  /** To another region. */
  readonly copy_gib?: number;
}

/** Reads a table of prices; without a path, our own. Refuses with `unreadable-file` or `wrong-value`. */
export function readPrices(path?: string): Prices {
  if (path === undefined) return OURS;
  const prices: unknown = parsed(path);
  const problem = problemIn(prices);
  if (problem !== undefined)
    throw new Refusal({
      code: 'wrong-value',
      message: `${path}: ${problem}`,
      hint: 'docs/ec2.md shows a file of prices',
    });
  return prices as Prices;
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const message = `${path}: ${error instanceof Error ? error.message : error}`;
    throw new Refusal({ code: 'unreadable-file', message, hint: 'ec2.prices in rolebake.yaml names it' });
  }
}

/** Keys with an amount for each of several kinds. */
const TABLES = ['machine_hour', 'balancer_hour'];

function problemIn(prices: unknown): string | undefined {
  if (!isMap(prices) || typeof prices['currency'] !== 'string') return 'currency must be a text';
  if (!isMap(prices['regions'])) return 'regions must be a map';
  for (const [region, all] of Object.entries(prices['regions'])) {
    if (!isMap(all)) return `${region} must be a map`;
    const table = TABLES.find((key) => all[key] !== undefined && !isMap(all[key]));
    if (table !== undefined) return `${table} of ${region} must be a map`;
    const amounts = Object.entries(all).flatMap(([key, value]) =>
      TABLES.includes(key) && isMap(value) ? Object.entries(value) : [[key, value] as const],
    );
    const wrong = amounts.find(([, amount]) => typeof amount !== 'number' || !(amount >= 0));
    if (wrong) return `${wrong[0]} of ${region} must be a number`;
  }
  return undefined;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
