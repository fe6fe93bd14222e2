import { existsSync } from 'node:fs';
import { loadBalancerName } from '../../../naming/names.ts';
import type { Area } from '../area.ts';
import { notedBalancers } from '../balancers/balancer-records.ts';
import { allLoadBalancers } from '../balancers/load-balancers.ts';
import { ownGroups } from '../balancers/target-groups.ts';
import { recordOf, TAG, type Tags } from '../machine/tags.ts';
import type { Site } from '../site/site.ts';
import { ownHostedZones } from '../zones/hosted-zones.ts';
import { zoneNotes } from '../zones/zone-notes.ts';
import type { FoundLeftover } from './leftover.ts';
import { standingOf } from './standing.ts';

/** What is in front of environments that nothing knows of any more. */
export async function frontLeftovers(area: Area, site: Site): Promise<FoundLeftover[]> {
  // Whoever has only ever baked needs no right to look at balancers.
  const { balancers, hostedZone, state } = area.settings;
  const isUsed = balancers !== undefined || hostedZone !== undefined || existsSync(`${state}/ec2/balancers`);
  if (site !== area.sites[0] || !isUsed) return [];
  return [...(await balancersAt(area, site)), ...(await zonesAt(area, site))];
}

/** All that is left of a balancer is one leftover: any part of it tells. */
async function balancersAt(area: Area, site: Site): Promise<FoundLeftover[]> {
  const all = [
    ...(await allLoadBalancers(area, site)).map(({ tags }) => tags),
    ...(await ownGroups(area, site)).map(({ tags }) => tags),
    ...(await site.allGroups.look()).map(({ Tags: tags }) => recordOf(tags)),
  ];
  const noted = await notedBalancers(area);
  const free = new Map(all.flatMap((tags) => freeBalancer(area, site, tags)).map((one) => [one.id, one]));
  const isNoted = (id: string) =>
    noted.some(({ environment, role }) => loadBalancerName(area.settings.area, environment, role) === id);
  return [...free.values()].filter(({ id }) => !isNoted(id));
}

function freeBalancer(area: Area, site: Site, tags: Tags): FoundLeftover[] {
  const { [TAG.environment]: environment, [TAG.role]: role, [TAG.owner]: owner = '', [TAG.expires]: expires } = tags;
  if (environment === undefined || role === undefined) return [];
  const standing = standingOf(area, owner, expires);
  if (standing === 'theirs') return [];
  const why = standing === 'ours' ? `nothing knows of ${role} in ${environment}` : `nobody's since ${expires}`;
  const id = loadBalancerName(area.settings.area, environment, role);
  return [{ kind: 'balancer', id, region: site.region.name, site, why, of: { environment, role } }];
}

/** One that others have put names into is none of ours to remove. */
async function zonesAt(area: Area, site: Site): Promise<FoundLeftover[]> {
  if (!area.settings.hostedZone?.create) return [];
  const zones = await ownHostedZones(area, site);
  const noted = new Set((await zoneNotes(area)).map(({ environment }) => environment));
  return zones
    .filter(({ environment }) => !noted.has(environment))
    .map(({ id, environment }) => {
      const why = `nothing knows of ${environment}`;
      return { kind: 'hosted-zone' as const, id, region: site.region.name, site, why };
    });
}
