import { isDeepStrictEqual } from 'node:util';
import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { Refusal } from '../../../problem/problem.ts';
import { isAwsCode } from '../api/aws-error.ts';
import type { Area } from '../area.ts';
import type { Site } from '../site/site.ts';
import type { HostedZone } from './hosted-zones.ts';

/**
 * All record sets one label under an environment's zone, whoever made them: Route53 lists what is under it one after the
 * other. What is further under may be another environment's.
 */
export async function recordSetsUnder(
  { region }: Site,
  { id }: HostedZone,
  zone: string,
): Promise<ResourceRecordSet[]> {
  const under: ResourceRecordSet[] = [];
  let next: Start | undefined = { StartRecordName: zone };
  while (next) {
    const page: Page = await region.send('ListResourceRecordSets', { HostedZoneId: id, ...next });
    const all = page.ResourceRecordSets ?? [];
    const inside = all.filter(({ Name = '' }) => Name === `${zone}.` || Name.endsWith(`.${zone}.`));
    under.push(...inside.filter(({ Name = '' }) => Name.slice(Name.indexOf('.') + 1) === `${zone}.`));
    next = page.IsTruncated && inside.length === all.length ? startOf(page) : undefined;
  }
  return under;
}

/** The name servers of a hosted zone: its own record set says them, which each zone begins with. */
export async function nameServersOf({ region }: Site, { id, name }: HostedZone): Promise<string[]> {
  const start = { StartRecordName: name, StartRecordType: 'NS' as const, MaxItems: 1 };
  const { ResourceRecordSets: [set] = [] } = await region.send('ListResourceRecordSets', {
    HostedZoneId: id,
    ...start,
  });
  const isIt = set?.Type === 'NS' && set.Name === `${name}.`;
  return isIt ? (set.ResourceRecords ?? []).flatMap(({ Value }) => Value?.replace(/\.$/, '') ?? []) : [];
}

interface Start {
  readonly StartRecordName?: string;
  readonly StartRecordType?: NonNullable<ResourceRecordSet['Type']>;
  readonly StartRecordIdentifier?: string;
}

interface Page {
  readonly ResourceRecordSets?: ResourceRecordSet[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly NextRecordName?: string | undefined;
  readonly NextRecordType?: ResourceRecordSet['Type'];
  readonly NextRecordIdentifier?: string | undefined;
}

const startOf = ({ NextRecordName, NextRecordType, NextRecordIdentifier }: Page): Start => ({
  ...(NextRecordName === undefined ? {} : { StartRecordName: NextRecordName }),
  ...(NextRecordType === undefined ? {} : { StartRecordType: NextRecordType }),
  ...(NextRecordIdentifier === undefined ? {} : { StartRecordIdentifier: NextRecordIdentifier }),
});

/**
 * Makes changes all at once, and waits until all servers of Route53 know them. `plan` looks at what there is and says what
 * is to be changed; it is asked again where an earlier change is under way, or one was made that nobody heard of: what
 * Route53 does not take is refused with `front-failed` once another look says the same.
 */
export async function changeRecordSets(
  area: Area,
  site: Site,
  { id, name }: HostedZone,
  plan: () => Promise<readonly Change[]>,
): Promise<void> {
  const { region } = site;
  const deadline = region.clock.now() + area.timing.namesMs;
  for (let refused: readonly Change[] = []; ; ) {
    const Changes = [...(await plan())];
    if (Changes.length === 0) return;
    try {
      const answer = await region.send('ChangeResourceRecordSets', { HostedZoneId: id, ChangeBatch: { Changes } });
      return await awaitInSync(area, site, answer.ChangeInfo?.Id ?? '', deadline);
    } catch (error) {
      const isUnderWay = isAwsCode(error, 'PriorRequestNotComplete');
      const isNews = isAwsCode(error, 'InvalidChangeBatch') && !isDeepStrictEqual(Changes, refused);
      if (!(isUnderWay || isNews) || region.clock.now() >= deadline) throw refusalOf(name, error);
      if (isNews) refused = Changes;
      await region.clock.sleep(area.timing.pollMs);
    }
  }
}

async function awaitInSync(area: Area, { region }: Site, id: string, deadline: number): Promise<void> {
  for (;;) {
    const { ChangeInfo: change } = await region.send('GetChange', { Id: id });
    if (change?.Status === 'INSYNC') return;
    if (region.clock.now() >= deadline) {
      const message = `the servers of Route53 do not all know a change of names after ${area.timing.namesMs / 1_000} s`;
      throw new Refusal({ code: 'front-failed', message, hint: 'the same command again goes on' });
    }
    await region.clock.sleep(area.timing.pollMs);
  }
}

function refusalOf(zone: string, error: unknown): unknown {
  if (!isAwsCode(error, 'InvalidChangeBatch')) return error;
  const words = error instanceof Error ? error.message : String(error);
  const hint = 'a record of that name that is not rolebake’s, and has no set identifier, must go first';
  return new Refusal({ code: 'front-failed', message: `names in ${zone}: ${words}`, hint }, { cause: error });
}
