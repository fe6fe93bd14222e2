import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { startEndpoint } from '../ec2-endpoint/endpoint.ts';
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
