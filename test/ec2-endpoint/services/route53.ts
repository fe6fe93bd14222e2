import type { Cost } from '../buckets.ts';
import { ROUTE53_CALLS } from '../calls/route53/calls.ts';
import { checkAccess } from '../iam/check-policy.ts';
import { nameSubjects } from '../iam/front-subjects.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { Params } from '../protocol/params.ts';
import { readXml } from '../protocol/read-xml.ts';
import { route53Reply, stsError } from '../protocol/xml.ts';
import type { Service, Target } from './service.ts';

/** What a request is for, by its method and its path after the version. */
const ROUTES: readonly (readonly [string, RegExp, string])[] = [
  ['POST', /^hostedzone\/?$/, 'CreateHostedZone'],
  ['GET', /^hostedzonesbyname$/, 'ListHostedZonesByName'],
  ['GET', /^hostedzone\/([^/]+)$/, 'GetHostedZone'],
  ['DELETE', /^hostedzone\/([^/]+)$/, 'DeleteHostedZone'],
  ['GET', /^hostedzone\/([^/]+)\/rrset$/, 'ListResourceRecordSets'],
  ['POST', /^hostedzone\/([^/]+)\/rrset\/?$/, 'ChangeResourceRecordSets'],
  ['GET', /^change\/([^/]+)$/, 'GetChange'],
];

/** Five calls a second for the whole account. */
const ALL: Cost = { name: 'route53', rate: { capacity: 5, refill: 5 }, tokens: 1 };

/** Route53: methods, paths and XML both ways. */
export const route53: Service = {
  contentType: 'text/xml',
  limits: { costs: () => [ALL], refusal: () => new AwsError('Throttling', 'Rate exceeded') },
  read: (_, body, target) => {
    const { action, id } = routeOf(target);
    const query = Object.fromEntries(target.url.searchParams);
    return {
      action,
      params: new Params({ ...query, ...(id === undefined ? {} : { Id: id }), ...(body === '' ? {} : readXml(body)) }),
    };
  },
  answer: async (cloud, { region, action, params }) => {
    const call = Object.hasOwn(ROUTE53_CALLS, action) ? ROUTE53_CALLS[action] : undefined;
    if (!call) throw new AwsError('InvalidAction', `no operation ${action}`);
    checkAccess(cloud, action, () => nameSubjects(region, action, params));
    return call({ cloud, region: cloud.region(region), params, now: cloud.clock.now() });
  },
  write: (action, _, reply) => route53Reply(action, reply),
  writeError: stsError,
};

function routeOf({ method, url }: Target): { readonly action: string; readonly id: string | undefined } {
  const path = decodeURIComponent(url.pathname).replace(/^\/2013-04-01\//, '');
  for (const [verb, pattern, action] of ROUTES) {
    const match = verb === method ? pattern.exec(path) : null;
    if (match) return { action, id: match[1] };
  }
  throw new AwsError('InvalidAction', `no operation at ${method} ${path}`, 404);
}
