import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/machines/ec2/api/sdk.ts';
import { startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { ec2Client, elbClient, route53Client, secretsClient, ssmClient, stsClient } from './client.ts';
import { balanceOnce } from './moto/balancer-life.ts';
import { strangeIn } from './moto/form.ts';
import { type Gaps, MOTO_HAS_NOT, MOTO_LACKS, WE_LACK } from './moto/gaps.ts';
import { liveOnce } from './moto/life.ts';
import { startMoto } from './moto/moto.ts';
import { nameOnce } from './moto/name-life.ts';
import { Replies } from './moto/replies.ts';

const DEBIAN = '/aws/service/debian/release/12/latest/amd64';

async function repliesOf(server: { readonly url: string; readonly socketPath?: string }): Promise<Replies> {
  const replies = new Replies();
  await liveOnce(ec2Client(server), ec2Client(server, 'eu-west-1'), replies);
  await askParameters(ssmClient(server), replies);
  await replies.keep('GetCallerIdentity', stsClient(server).send(new GetCallerIdentityCommand({})));
  await keepParameter(ssmClient(server), replies);
  await keepSecrets(secretsClient(server), replies);
  await balanceOnce(ec2Client(server), elbClient(server), replies);
  await nameOnce(route53Client(server), replies);
  return replies;
}

/** Each has public parameters of its own. */
async function askParameters(client: SSMClient, replies: Replies): Promise<void> {
  const names = [DEBIAN, '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'];
  const ask = (Name: string) => client.send(new GetParameterCommand({ Name }));
  const known = await Promise.any(names.map((name) => ask(name).then(() => name)));
  await replies.keep('GetParameter', ask(known));
  await replies.fails('GetParameter, no such name', ask('/no/such/name'));
}

async function keepParameter(client: SSMClient, replies: Replies): Promise<void> {
  const put = (Value: string, Overwrite: boolean) =>
    client.send(new PutParameterCommand({ Name: '/shop/url', Value, Type: 'SecureString', Overwrite }));
  const ask = (WithDecryption: boolean) => client.send(new GetParameterCommand({ Name: '/shop/url', WithDecryption }));
  await replies.keep('PutParameter', put('first', false));
  await replies.fails('PutParameter, twice', put('second', false));
  const { Parameter: open } = await replies.keep('GetParameter, SecureString', ask(true));
  expect(open).toMatchObject({ Value: 'first', Type: 'SecureString', Version: 1 });
  expect((await ask(false)).Parameter?.Value).not.toBe('first');
  await put('second', true);
  expect((await ask(true)).Parameter).toMatchObject({ Value: 'second', Version: 2 });
}

async function keepSecrets(client: SecretsManagerClient, replies: Replies): Promise<void> {
  const text = '{"user": "shop"}';
  const create = () => client.send(new CreateSecretCommand({ Name: 'shop/test', SecretString: text }));
  const { ARN } = await replies.keep('CreateSecret', create());
  await replies.fails('CreateSecret, twice', create());
  const ask = (SecretId?: string) => client.send(new GetSecretValueCommand({ SecretId }));
  const { SecretString } = await replies.keep('GetSecretValue', ask('shop/test'));
  expect(SecretString).toBe(text);
  expect((await ask(ARN)).SecretString).toBe(text);
  await replies.fails('GetSecretValue, no such name', ask('shop/other'));
  const put = new PutSecretValueCommand({ SecretId: 'shop/test', SecretString: 'second' });
  await replies.keep('PutSecretValue', client.send(put));
  expect((await ask('shop/test')).SecretString).toBe('second');
  const bytes = new CreateSecretCommand({ Name: 'shop/key', SecretBinary: Buffer.from([0, 1]) });
  await client.send(bytes);
  const { SecretBinary } = await replies.keep('GetSecretValue, bytes', ask('shop/key'));
  expect(Buffer.from(SecretBinary ?? [])).toEqual(Buffer.from([0, 1]));
}

/** What one server says and the other does not, as `call: path: kind`. */
const strange = (ours: Replies, theirs: Replies): string[] =>
  [...ours.forms].flatMap(([call, form]) =>
    strangeIn(form, theirs.forms.get(call) ?? new Map()).map((difference) => `${call}: ${difference}`),
  );

/** The differences without a reason, and the reasons' paths without a difference. */
function unexplained(differences: readonly string[], gaps: Gaps) {
  const paths = differences.map((difference) => difference.replace(/: [^:]*$/, ''));
  const known = Object.values(gaps).flat();
  const isKnown = (path: string) => known.some((gap) => path.endsWith(gap));
  return {
    unknown: differences.filter((_, index) => !isKnown(paths[index] ?? '')),
    stale: known.filter((gap) => !paths.some((path) => path.endsWith(gap))),
  };
}

/** Whether a call is among those that were made, as `DescribeImages` is with `DescribeImages (public)`. */
const isAsked = (action: string, { forms, errors }: Replies): boolean =>
  [...forms.keys(), ...errors.keys()].some((call) => call.split(/[ ,]/)[0] === action);

const NOTHING = { unknown: [], stale: [] };

test('our endpoint and moto say the same in the same form, but for what one of them lacks for a reason', {
  timeout: 240_000,
}, async () => {
  await using moto = await startMoto();
  await using endpoint = await startEndpoint({ faults: { throttle: false } });
  const [ours, theirs] = [await repliesOf(endpoint), await repliesOf(moto)];
  expect(Object.keys(COMMANDS).filter((action) => !isAsked(action, ours))).toEqual(MOTO_HAS_NOT);
  expect.soft(unexplained(strange(ours, theirs), MOTO_LACKS)).toEqual(NOTHING);
  expect.soft(unexplained(strange(theirs, ours), WE_LACK)).toEqual(NOTHING);
  expect.soft(Object.fromEntries(ours.errors)).toEqual(Object.fromEntries(theirs.errors));
});
