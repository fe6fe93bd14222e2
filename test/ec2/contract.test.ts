import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { ec2Client, ssmClient } from './client.ts';
import { strangeIn } from './moto/form.ts';
import { GAPS } from './moto/gaps.ts';
import { liveOnce } from './moto/life.ts';
import { startMoto } from './moto/moto.ts';
import { Replies } from './moto/replies.ts';

const DEBIAN = '/aws/service/debian/release/12/latest/amd64';

async function repliesOf(server: { readonly url: string; readonly socketPath?: string }): Promise<Replies> {
  const replies = new Replies();
  await liveOnce(ec2Client(server), ec2Client(server, 'eu-west-1'), replies);
  await askParameters(ssmClient(server), replies);
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

/** What one server says and the other does not, as `call: path: kind`. */
const strange = (ours: Replies, theirs: Replies): string[] =>
  [...ours.forms].flatMap(([call, form]) =>
    strangeIn(form, theirs.forms.get(call) ?? new Map()).map((difference) => `${call}: ${difference}`),
  );

const gapOf = (difference: string): string | undefined =>
  Object.keys(GAPS).find((gap) => difference.replace(/: [^:]*$/, '').endsWith(gap));

test('what our endpoint says has the form that moto gives it, but for what moto is known to lack', {
  timeout: 240_000,
}, async () => {
  await using moto = await startMoto();
  await using endpoint = await startEndpoint();
  const [ours, theirs] = [await repliesOf(endpoint), await repliesOf(moto)];
  const differences = strange(ours, theirs);
  expect(differences.filter((difference) => gapOf(difference) === undefined)).toEqual([]);
  expect([...new Set(differences.map(gapOf))].sort()).toEqual(Object.keys(GAPS).sort());
  expect(Object.fromEntries(ours.errors)).toEqual(Object.fromEntries(theirs.errors));
});
