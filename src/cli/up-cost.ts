import { DEBIAN_GIB, money } from '../bake/ec2/bake-cost.ts';
import { balancerSubnets } from '../machines/ec2/balancers/balancer-subnets.ts';
import type { Cost } from '../machines/ec2/costs/cost.ts';
import { readPrices } from '../machines/ec2/costs/prices.ts';
import { monthlyCost, NOT_COUNTED, type Running } from '../machines/ec2/costs/running-cost.ts';
import { kindOf } from '../release/front/ec2/put-balancer.ts';
import { endingIn } from '../release/up/plan.ts';
import type { UpInput } from '../release/up/up-input.ts';
import type { Ec2Workshop } from './ec2-workshop.ts';

/** What an environment costs, as far as it is counted. */
export type UpCost = Omit<Cost, 'once'> & { readonly notCounted: string };

/** What the environment costs a month once it is as planned. */
export async function upCost(workshop: Pick<Ec2Workshop, 'ec2' | 'machines'>, input: UpInput): Promise<UpCost> {
  const { once: _, ...cost } = monthlyCost(readPrices(workshop.ec2.prices), await runningIn(workshop, input));
  return { ...cost, monthly: Number(cost.monthly.toFixed(2)), notCounted: NOT_COUNTED };
}

async function runningIn(
  { ec2, machines }: Pick<Ec2Workshop, 'ec2' | 'machines'>,
  { plan, lock, weight }: UpInput,
): Promise<Running> {
  const isBehind = new Set(plan.roles.flatMap(({ role, balancer }) => (balancer ? [role] : [])));
  const members = lock.members.filter(({ role }) => isBehind.has(role));
  const isPublic = ec2.balancers?.scheme === 'public' && members.length > 0;
  const { area } = machines;
  const addresses = isPublic ? (await balancerSubnets(area, area.siteIn(undefined))).length : 0;
  const counts = plan.roles.map(({ launch, keep }) => launch + keep.length);
  // Beside a canary the old machines stay, but for those of a canary before it.
  const ending = new Set(endingIn(plan, weight));
  const staying = [...plan.roles, ...plan.gone].flatMap(({ end }) => end).filter((id) => !ending.has(id));
  const [instanceType = ''] = ec2.instanceTypes;
  const all = { instanceType, diskGib: ec2.rootVolume.sizeGib ?? DEBIAN_GIB, isPublic: ec2.connect === 'public' };
  return {
    region: ec2.home.region,
    machines: [{ ...all, count: counts.reduce((sum, count) => sum + count, staying.length) }],
    balancers: members.map(({ balancers }) => ({ kind: kindOf(balancers), addresses })),
  };
}

/** A cost for a person. */
export function upCostText({ currency, monthly, unpriced, notCounted }: UpCost): string {
  const without = unpriced.length === 0 ? '' : `; without a price: ${unpriced.join(', ')}`;
  return `about ${money(monthly)} ${currency} a month for as long as it runs${without}\nnot counted: ${notCounted}\n`;
}
