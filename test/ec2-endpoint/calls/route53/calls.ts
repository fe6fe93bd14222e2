import type { Call } from '../call.ts';
import { createHostedZone, deleteHostedZone, getHostedZone, listHostedZonesByName } from './hosted-zones.ts';
import { changeResourceRecordSets, getChange, listResourceRecordSets } from './record-sets.ts';

/** Every action of Route53 that the endpoint knows. */
export const ROUTE53_CALLS: Readonly<Record<string, Call>> = {
  ChangeResourceRecordSets: changeResourceRecordSets,
  CreateHostedZone: createHostedZone,
  DeleteHostedZone: deleteHostedZone,
  GetChange: getChange,
  GetHostedZone: getHostedZone,
  ListHostedZonesByName: listHostedZonesByName,
  ListResourceRecordSets: listResourceRecordSets,
};
