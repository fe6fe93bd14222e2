import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PARAMETER, SECRET } from '../../../src/catalog/environments/flag-value.ts';
import { userDataOf } from '../../../src/machines/ec2/machine/user-data.ts';
import { wishes } from '../../fixtures/test-machines.ts';
import { testCloud } from './test-cloud.ts';

const CREDENTIALS = {
  URL: { secret: 'shop/test', key: 'it\'s a "key"' },
  TOKEN: { parameter: '/shop/token' },
  PLAIN: 'sesame',
};

test('user data holds references as they are, and the same for the same wishes', () => {
  const spec = wishes('web', { credentials: CREDENTIALS });
  const text = Buffer.from(userDataOf(spec), 'base64').toString();
  const [, asked = ''] = /if printf %s (\S+) \| base64 -d \| python3 -I/.exec(text) ?? [];
  expect(JSON.parse(Buffer.from(asked, 'base64').toString())).toEqual({
    folder: '/run/credstore',
    flags: { URL: CREDENTIALS.URL, TOKEN: CREDENTIALS.TOKEN },
  });
  expect(text).toContain('mkdir -m 0700 /run/credstore/TOKEN /run/credstore/URL\n');
  const { URL, TOKEN, PLAIN } = CREDENTIALS;
  expect(userDataOf({ ...spec, credentials: { TOKEN, PLAIN, URL } })).toBe(userDataOf(spec));
  expect(Buffer.from(userDataOf(wishes('web', { credentials: { PLAIN } })), 'base64').toString()).not.toContain(
    'python3',
  );
});

test('a machine that reads references has one more group, which lets https out and nothing in', async () => {
  await using cloud = await testCloud({}, { instanceProfile: 'shop' });
  await cloud.machines.launch(cloud.spec('web', { purpose: 'launch', credentials: CREDENTIALS }));
  await cloud.machines.launch(cloud.spec('plain', { purpose: 'launch', credentials: { PLAIN: 'x' } }));
  const { instances, securityGroups } = cloud.endpoint.cloud.region('eu-central-1');
  const [own, more] = [...instances.values()].map(({ groups }) => groups.map((id) => securityGroups.get(id)));
  expect(own?.length).toBe(2);
  expect(more).toEqual([own?.[0]]);
  expect(own?.[1]?.ingress).toEqual([]);
  expect(own?.[1]?.egress).toMatchObject([
    { ipProtocol: 'tcp', fromPort: 443, toPort: 443, source: { cidrIp: '0.0.0.0/0' } },
  ]);
  for (const id of ['web', 'plain']) await cloud.machines.terminate(id);
  expect(cloud.left()).toEqual([]);
});

test('without a role for machines, references are refused before anything is asked for', async () => {
  await using cloud = await testCloud();
  await expect(cloud.machines.launch(cloud.spec('web', { credentials: CREDENTIALS }))).rejects.toThrow(
    /^missing-key: TOKEN, URL: a machine reads with its role what AWS keeps/,
  );
  expect(cloud.endpoint.requests.filter(({ action }) => action !== 'GetCallerIdentity')).toEqual([]);
});

test('names and ARNs are the same on the command line and in an environment', () => {
  const path = new URL('../../../schemas/environment.schema.json', import.meta.url);
  const { definitions } = JSON.parse(readFileSync(path, 'utf8'));
  expect(new RegExp(definitions.from_parameter.properties.parameter.pattern)).toEqual(PARAMETER);
  expect(new RegExp(definitions.from_secret.properties.secret.pattern)).toEqual(SECRET);
});

test.each(['/a', 'a', 'a.b-c_d', '/a/b:3', '/a/b:label', 'arn:aws-cn:ssm:cn-north-1:123456789012:parameter/a/b:2'])(
  '%s is a parameter',
  (name) => expect(name).toMatch(PARAMETER),
);
test.each(['', '/', '/a/', '//a', 'a b', '/a#b', 'arn:aws:ssm:here:1:parameter/a', "/a'", '/a\n'])(
  '%j is no parameter',
  (name) => expect(name).not.toMatch(PARAMETER),
);
test.each(['a', 'a/b', 'a+b=c.d@e-f_g', 'arn:aws:secretsmanager:us-gov-west-1:123456789012:secret:a/b-AbCdEf'])(
  '%s is a secret',
  (name) => expect(name).toMatch(SECRET),
);
test.each(['', 'a b', 'a#b', 'a:b', 'arn:aws:secretsmanager:eu-west-1:1:secret:a', 'a\n', '$(a)'])(
  '%j is no secret',
  (name) => expect(name).not.toMatch(SECRET),
);
