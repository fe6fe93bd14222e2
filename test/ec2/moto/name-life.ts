import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ChangeAction,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import type { Replies } from './replies.ts';

/** Makes every call of a zone's life once, with two names that share one by their weights. */
export async function nameOnce(route53: Route53Client, replies: Replies): Promise<void> {
  const zone = { Name: 'test.shop.example.', CallerReference: 'r1' };
  const create = () => route53.send(new CreateHostedZoneCommand(zone));
  const { HostedZone: { Id = '' } = {} } = await replies.keep('CreateHostedZone', create());
  await replies.keep('GetHostedZone', route53.send(new GetHostedZoneCommand({ Id })));
  const byName = new ListHostedZonesByNameCommand({ DNSName: 'test.shop.example.' });
  await replies.keep('ListHostedZonesByName', route53.send(byName));
  const change = (Action: ChangeAction) => {
    const Changes = ['1', '2'].map((SetIdentifier, index) => ({
      Action,
      ResourceRecordSet: {
        ...{ Name: 'web.test.shop.example.', Type: 'A' as const, TTL: 5, SetIdentifier, Weight: index },
        ResourceRecords: [{ Value: `10.0.0.${index + 1}` }],
      },
    }));
    return route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: Id, ChangeBatch: { Changes } }));
  };
  const { ChangeInfo } = await replies.keep('ChangeResourceRecordSets', change('UPSERT'));
  const isDone = async () => {
    const now = await replies.keep('GetChange', route53.send(new GetChangeCommand({ Id: ChangeInfo?.Id })));
    return now.ChangeInfo?.Status === 'INSYNC';
  };
  while (!(await isDone())) await sleep(50);
  const list = new ListResourceRecordSetsCommand({ HostedZoneId: Id });
  await replies.keep('ListResourceRecordSets', route53.send(list));
  await replies.fails('DeleteHostedZone, not empty', route53.send(new DeleteHostedZoneCommand({ Id })));
  await change('DELETE');
  await replies.keep('DeleteHostedZone', route53.send(new DeleteHostedZoneCommand({ Id })));
  await replies.fails('GetHostedZone, one that is gone', route53.send(new GetHostedZoneCommand({ Id })));
}
