import type { Listener as Described } from '@aws-sdk/client-elastic-load-balancing-v2';
import { isAwsCode } from '../api/aws-error.ts';
import { gone } from '../api/gone.ts';
import { allMarkerPages } from '../api/marker-pages.ts';
import type { Area } from '../area.ts';
import type { Site } from '../site/site.ts';
import { type BalancerOf, balancerTags, NO_BALANCER, NO_LISTENER, tagList } from './balancer-tags.ts';
import type { LoadBalancer } from './load-balancers.ts';

/** A port of a load balancer, and which target groups get what comes there. */
export interface SeenListener {
  readonly arn: string;
  readonly port: number;
  readonly forwards: readonly Forward[];
}

/** One target group, and its share beside the others', 0 to 999. */
export interface Forward {
  readonly group: string;
  readonly weight: number;
}

/** The port that shows the certificate of the settings. */
const TLS_PORT = 443;

/** The listeners of a load balancer. */
export async function listenersOf({ region }: Site, LoadBalancerArn: string): Promise<SeenListener[]> {
  try {
    const all = await allMarkerPages(
      (page) => region.send('DescribeListeners', { LoadBalancerArn, ...page }),
      ({ Listeners }) => Listeners,
    );
    return all.map(listenerOf);
  } catch (error) {
    if (isAwsCode(error, NO_BALANCER)) return [];
    throw error;
  }
}

/** Makes a port of a load balancer send as it should. */
export async function putListener(area: Area, site: Site, wish: ListenerWish): Promise<void> {
  const { seen, forwards } = wish;
  if (seen === undefined) return await createListener(area, site, wish);
  if (isSame(seen.forwards, forwards)) return;
  await site.region.send('ModifyListener', { ListenerArn: seen.arn, DefaultActions: actionsFor(forwards) });
}

/** One that was made a moment ago is not known to all of AWS yet. */
async function createListener(area: Area, site: Site, wish: ListenerWish): Promise<void> {
  const { of, balancer, port, forwards } = wish;
  const certificate = port === TLS_PORT ? area.settings.balancers?.certificate : undefined;
  const [plain, secure] = balancer.kind === 'application' ? (['HTTP', 'HTTPS'] as const) : (['TCP', 'TLS'] as const);
  try {
    await site.region.send('CreateListener', {
      ...{ LoadBalancerArn: balancer.arn, Port: port, DefaultActions: actionsFor(forwards) },
      ...(certificate === undefined
        ? { Protocol: plain }
        : { Protocol: secure, Certificates: [{ CertificateArn: certificate }] }),
      Tags: tagList(balancerTags(area, of)),
    });
  } catch (error) {
    const seen = isAwsCode(error, 'DuplicateListener') ? await awaitListener(area, site, wish) : undefined;
    if (seen === undefined) throw error;
    await putListener(area, site, { ...wish, seen });
  }
}

async function awaitListener(
  { timing }: Area,
  site: Site,
  { balancer, port }: ListenerWish,
): Promise<SeenListener | undefined> {
  const { clock } = site.region;
  const deadline = clock.now() + timing.settleMs;
  for (;;) {
    const seen = (await listenersOf(site, balancer.arn)).find((one) => one.port === port);
    if (seen || clock.now() >= deadline) return seen;
    await clock.sleep(timing.pollMs);
  }
}

const actionsFor = (forwards: readonly Forward[]) => [
  {
    Type: 'forward' as const,
    ForwardConfig: {
      TargetGroups: forwards.map(({ group, weight }) => ({ TargetGroupArn: group, Weight: weight })),
    },
  },
];

/** A port of a load balancer as it should be. */
export interface ListenerWish {
  readonly of: BalancerOf;
  readonly balancer: LoadBalancer;
  readonly port: number;
  /** As it is. */
  readonly seen: SeenListener | undefined;
  readonly forwards: readonly Forward[];
}

/** Closes a port. */
export const deleteListener = ({ region }: Site, arn: string): Promise<void> =>
  gone(region.send('DeleteListener', { ListenerArn: arn }), NO_LISTENER);

const isSame = (now: readonly Forward[], wanted: readonly Forward[]): boolean =>
  now.length === wanted.length &&
  wanted.every(({ group, weight }) => now.some((one) => one.group === group && one.weight === weight));

const listenerOf = ({ ListenerArn: arn = '', Port: port = 0, DefaultActions: [action] = [] }: Described) => ({
  arn,
  port,
  forwards: (action?.ForwardConfig?.TargetGroups ?? []).map((one) => {
    return { group: one.TargetGroupArn ?? '', weight: one.Weight ?? 1 };
  }),
});
