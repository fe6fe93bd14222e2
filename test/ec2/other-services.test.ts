import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { keysOf } from '../ec2-endpoint/state/callers.ts';
import { ec2Client, ssmClient } from './client.ts';
import { errorOf, oneInstance } from './wishes.ts';

test('a public parameter names the newest image of Debian in its region', async () => {
  await using endpoint = await startEndpoint();
  const Name = '/aws/service/debian/release/12/latest/amd64';
  const { Parameter } = await ssmClient(endpoint, 'eu-west-1').send(new GetParameterCommand({ Name }));
  expect(Parameter?.Value).toBe((await oneInstance(ec2Client(endpoint, 'eu-west-1'))).ImageId);
  const other = ssmClient(endpoint).send(new GetParameterCommand({ Name: '/no/such' }));
  expect(await errorOf(other)).toBe('ParameterNotFound');
});

test('the account and the caller are told', async () => {
  await using endpoint = await startEndpoint();
  const authorization = 'AWS4-HMAC-SHA256 Credential=KEY/20300101/eu-central-1/sts/aws4_request';
  const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
  const response = await fetch(endpoint.url, { method: 'POST', headers: { authorization }, body });
  expect(await response.text()).toContain('<Account>123456789012</Account>');
});

test("a machine's role reads what its policy allows, with its own keys alone", async () => {
  await using endpoint = await startEndpoint();
  const client = ec2Client(endpoint);
  const put = new PutParameterCommand({ Name: '/shop/url', Value: 'kept', Type: 'SecureString' });
  await ssmClient(endpoint).send(put);
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken } = keysOf('shop');
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const ask = (changes: Partial<typeof credentials> = {}) =>
    new SSMClient({
      ...{ endpoint: endpoint.url, region: 'eu-central-1', maxAttempts: 1 },
      credentials: { ...credentials, ...changes },
    }).send(new GetParameterCommand({ Name: '/shop/url', WithDecryption: true }));
  expect(await errorOf(ask())).toBe('UnrecognizedClientException');
  const wishes = await oneInstance(client, { IamInstanceProfile: { Name: 'shop' } });
  await client.send(new RunInstancesCommand(wishes));
  expect(await errorOf(ask())).toBe('AccessDeniedException');
  const statement = { Effect: 'Allow', Action: ['ssm:GetParameter'], Resource: '*' } as const;
  endpoint.cloud.roles.set('shop', { Statement: [{ ...statement, Resource: 'arn:aws:ssm:*:*:parameter/other/*' }] });
  expect(await errorOf(ask())).toBe('AccessDeniedException');
  endpoint.cloud.roles.set('shop', { Statement: [{ ...statement, Resource: 'arn:aws:ssm:*:*:parameter/shop/*' }] });
  expect((await ask()).Parameter?.Value).toBe('kept');
  expect(await errorOf(ask({ secretAccessKey: 'another' }))).toBe('InvalidSignatureException');
  expect(await errorOf(ask({ sessionToken: 'another' }))).toBe('UnrecognizedClientException');
});
