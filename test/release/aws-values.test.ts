import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Team } from '../cli/team.ts';
import { tinyTeam } from '../cli/tiny.ts';
import { secretsClient, ssmClient } from '../ec2/client.ts';
import { type Endpoint, startEndpoint } from '../ec2-endpoint/endpoint.ts';

const FAR = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:tiny/far-AbCdEf';

let endpoint: Endpoint;
let team: Team;

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
  endpoint = await startEndpoint();
  const parameter = { Name: '/tiny/hidden', Value: 'sesame of a parameter', Type: 'SecureString' as const };
  await ssmClient(endpoint).send(new PutParameterCommand(parameter));
  const secret = { Name: 'tiny/far', SecretString: '{"lines": "one\\ntwo", "list": []}' };
  await secretsClient(endpoint, 'eu-west-1').send(new CreateSecretCommand(secret));
  team = await tinyTeam();
  const at = `endpoint: "${endpoint.url}"`;
  team.write({
    'rolebake.yaml': `${team.read('rolebake.yaml')}ec2: {region: eu-central-1, ${at}, copies: [{region: eu-west-1, ${at}}]}\n`,
    'catalog/releases/tiny.yaml': 'release: tiny\nzone: tiny.example\nroles: {tiny: {}}\n',
    'environments/test.yaml': environment(`{secret: "${FAR}", key: lines}`),
  });
  await team.run('bake', 'tiny');
  await team.run('release', 'cut', 'tiny');
}, 240_000);

afterAll(async () => {
  await team?.end();
  await endpoint?.[Symbol.asyncDispose]();
}, 60_000);

const environment = (lines: string): string =>
  `environment: test\nflags:\n  HIDDEN: {parameter: /tiny/hidden}\n  LINES: ${lines}\n`;

async function variablesOf(id: string | undefined): Promise<string> {
  const program = 'tr "\\0" "\\n" </proc/$(systemctl show -P MainPID take-environment)/environ';
  return await team.run('ssh', id ?? '', '--', 'sh', '-c', program);
}

test('an environment of this host has what AWS keeps, decrypted, of other regions too', async () => {
  await team.run('up', 'tiny@1', '--env', 'test');
  const machine = (await team.ask<{ id: string }[]>('machines')).find((one) => one.id.startsWith('tiny-'));
  expect(await variablesOf(machine?.id)).toContain('HIDDEN=sesame of a parameter\n');
  expect(await variablesOf(machine?.id)).toContain('LINES=one\ntwo\n');
  expect(await team.run('up', 'tiny@1', '--env', 'test')).toMatch(/^test runs release\/tiny@1 already/);
  await team.run('down', '--env', 'test');
}, 120_000);

test('a machine of this host is launched with what AWS keeps', async () => {
  const { id } = await team.ask<{ id: string }>(
    ...['launch', 'role/tiny@1', '--flag', 'HIDDEN=@parameter:/tiny/hidden', '--flag', `LINES=@secret:${FAR}#lines`],
  );
  expect(await variablesOf(id)).toContain('HIDDEN=sesame of a parameter\n');
  expect(await variablesOf(id)).toContain('LINES=one\ntwo\n');
  await team.run('terminate', id);
}, 60_000);

test('a launch names everything that AWS does not have, at once', async () => {
  const [hidden, lines] = ['HIDDEN=@parameter:/no/such', 'LINES=@secret:tiny/none'];
  const { code, stderr } = await team.try('launch', 'role/tiny@1', '--flag', hidden, '--flag', lines);
  expect(stderr).toMatch(/parameter \/no\/such: [\s\S]*secret tiny\/none: [\s\S]*2 problems/);
  expect(code).toBe(5);
}, 60_000);

test('what AWS does not have, or does not tell, is told with its name before anything starts', async () => {
  const refused = async (lines: string) => {
    team.write({ 'environments/test.yaml': environment(lines) });
    return (await team.try('up', 'tiny@1', '--env', 'test')).stderr;
  };
  expect(await refused('{parameter: /no/such}')).toMatch(
    /^error\[cloud-failed\]: role tiny: parameter \/no\/such: GetParameter in eu-central-1: ParameterNotFound/,
  );
  expect(await refused(`{secret: "${FAR}", key: none}`)).toMatch(
    /^error\[missing-key\]: role tiny: secret arn:\S+, key none: there is no such key/,
  );
  expect(await refused(`{secret: "${FAR}", key: list}`)).toMatch(/^error\[wrong-value\]: .* holds neither a text/);
  expect(await refused('{secret: "tiny far"}')).toMatch(/^error\[wrong-value\]: .*tiny far/);
  expect(await refused('{parameter: /tiny/hidden, key: a}')).toMatch(/^error\[\w+-\w+\]: /);
  endpoint.faults.denied.add('GetParameter');
  expect(await refused('plain')).toMatch(/^error\[cloud-denied\]: role tiny: parameter \/tiny\/hidden: GetParameter/);
  endpoint.faults.denied.clear();
}, 60_000);
