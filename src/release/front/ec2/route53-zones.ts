import type { Area } from '../../../machines/ec2/area.ts';
import { allLoadBalancers } from '../../../machines/ec2/balancers/load-balancers.ts';
import type { Site } from '../../../machines/ec2/site/site.ts';
import {
  deleteHostedZone,
  ensureHostedZone,
  findHostedZone,
  type HostedZone,
} from '../../../machines/ec2/zones/hosted-zones.ts';
import { changeRecordSets, nameServersOf, recordSetsUnder } from '../../../machines/ec2/zones/record-sets.ts';
import { forgetZone, noteZone, zoneNote } from '../../../machines/ec2/zones/zone-notes.ts';
import type { HostBuilds, HostRecords, Zones } from '../zones.ts';
import { changesTo, type HostZones, hostsIn } from './host-records.ts';

/** Who answers for names in every network of AWS. */
const RESOLVER = '169.254.169.253';

/** The names of environments in Route53, in the hosted zone that they lie in. */
export function route53Zones(area: Area): Zones {
  const site = area.siteIn(undefined);
  const find = (environment: string, zone: string) => findHostedZone(area, site, { environment, zone });
  return {
    ensure: async (environment, zone) => {
      await ensureHostedZone(area, site, await noteZone(area, environment, zone));
      return { address: RESOLVER };
    },
    put: async (environment, zone, hosts, builds) => {
      const hosted = await ensureHostedZone(area, site, await noteZone(area, environment, zone));
      await putHosts({ area, site, hosted, zone }, hosts, builds);
    },
    get: async (environment, zone) => {
      const hosted = await find(environment, zone);
      const hosts = hosted ? hostsIn(await recordSetsUnder(site, hosted, zone)) : new Map();
      return hosts.size > 0 || (await zoneNote(area, environment))?.zone === zone ? hosts : undefined;
    },
    addressOf: async (environment, zone) => ((await find(environment, zone)) ? RESOLVER : undefined),
    nameServers: async (environment, zone) => {
      const hosted = await find(environment, zone);
      return hosted ? await nameServersOf(site, hosted) : [];
    },
    remove: (environment) => removeNames(area, site, environment),
  };
}

/** The names of an environment, and where they are kept. */
interface Names {
  readonly area: Area;
  readonly site: Site;
  readonly hosted: HostedZone;
  readonly zone: string;
}

async function putHosts({ area, site, hosted, zone }: Names, hosts: HostRecords, builds: HostBuilds): Promise<void> {
  const balancers = hosts.size > 0 ? await hostZones(area, site) : new Map();
  await changeRecordSets(area, site, hosted, async () =>
    changesTo(await recordSetsUnder(site, hosted, zone), hosts, builds, balancers),
  );
}

async function hostZones(area: Area, site: Site): Promise<HostZones> {
  const all = await allLoadBalancers(area, site);
  return new Map(all.map(({ host, hostZone }) => [host, hostZone]));
}

/** A hosted zone that was made for the environment goes, unless others have put names into it. */
async function removeNames(area: Area, site: Site, environment: string): Promise<void> {
  const note = await zoneNote(area, environment);
  if (note === undefined) return;
  const hosted = await findHostedZone(area, site, note);
  if (hosted) {
    await putHosts({ area, site, hosted, zone: note.zone }, new Map(), new Map());
    if (hosted.isOurs) await deleteHostedZone(site, hosted.id);
  }
  await forgetZone(area, environment);
}
