import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { awsCode } from '../../src/machines/ec2/api/aws-error.ts';
import { Region } from '../../src/machines/ec2/api/region.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

beforeAll(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
});

const none: Answer = (response) =>
  response.end('<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>');

const error =
  (status: number, code: string): Answer =>
  (response) =>
    response
      .writeHead(status)
      .end(`<Response><Errors><Error><Code>${code}</Code><Message>words</Message></Error></Errors></Response>`);

const cut: Answer = (_, request) => request.socket.destroy();

/** A region whose answers, one after the other, are these. */
async function regionThatAnswers(...answers: Answer[]) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      seen.push(request.method ?? '');
      (answers.shift() ?? none)(response, request);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const region = new Region({ region: 'eu-west-1', endpoint, replyTimeoutMs: 300 });
  return {
    seen,
    describe: () => region.send('DescribeInstances', { MaxResults: 5 }),
    [Symbol.asyncDispose]: async () => {
      await region.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a throttled call and lost answers are made again, and nobody hears of it', async () => {
  const hang: Answer = () => undefined;
  const page: Answer = (response) => response.writeHead(500).end('<html><p>Internal Server Error</html>');
  await using region = await regionThatAnswers(error(503, 'RequestLimitExceeded'), cut, hang, page);
  expect((await region.describe()).Reservations ?? []).toEqual([]);
  expect(region.seen).toHaveLength(5);
});

test('a refusal holds the code and the words of AWS, and is not asked for again', async () => {
  await using region = await regionThatAnswers(error(400, 'InvalidParameterValue'));
  const refusal = await region.describe().catch((thrown: unknown) => thrown);
  expect(String(refusal)).toContain('cloud-failed: DescribeInstances in eu-west-1: InvalidParameterValue: words');
  expect(awsCode(refusal)).toBe('InvalidParameterValue');
  expect(region.seen).toHaveLength(1);
});

test('a zone that has no machine left is an answer, though its status is that of a server error', async () => {
  await using region = await regionThatAnswers(error(500, 'InsufficientInstanceCapacity'));
  expect(awsCode(await region.describe().catch((thrown: unknown) => thrown))).toBe('InsufficientInstanceCapacity');
});

test('where nobody is, the wait is short until somebody was there, and the hint says what may be wrong', async () => {
  const sleeps: number[] = [];
  const clock = { now: () => 0, sleep: async (ms: number) => void sleeps.push(ms) };
  const server = createServer((_, response) => none(response, _)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [reached, never] = [1, 2].map(() => new Region({ region: 'eu-west-1', endpoint, clock }));
  await reached?.send('DescribeInstances', {});
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const refusalOf = async (region: Region | undefined) => {
    sleeps.length = 0;
    return await region?.send('DescribeInstances', {}).catch((thrown: unknown) => thrown);
  };
  const refusal = await refusalOf(never);
  const tries = sleeps.length;
  expect(refusal).toMatchObject({ problems: [{ code: 'cloud-failed', hint: expect.stringContaining('endpoint') }] });
  await refusalOf(reached);
  expect(tries).toBeLessThan(sleeps.length);
  await Promise.all([reached?.close(), never?.close()]);
});

test.each([
  ['UnauthorizedOperation', 'says which rights are missing'],
  ['InvalidClientTokenId', 'does not take these credentials'],
])('%s has a hint: %s', async (code, words) => {
  await using region = await regionThatAnswers(error(403, code));
  const refusal = await region.describe().catch((thrown: unknown) => thrown);
  expect(refusal).toMatchObject({ problems: [{ code: 'cloud-denied', hint: expect.stringContaining(words) }] });
});

test('what the caller may not do is said as such', async () => {
  await using region = await regionThatAnswers(error(403, 'UnauthorizedOperation'));
  await expect(region.describe()).rejects.toThrow(/^cloud-denied: .*UnauthorizedOperation/);
});
