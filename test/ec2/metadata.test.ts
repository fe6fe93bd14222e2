import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, metadataService } from '../ec2-endpoint/machines/nspawn/metadata-service.ts';

const METADATA = { 'meta-data': { 'instance-id': 'i-1', placement: { region: 'eu-central-1' } }, 'user-data': 'ü' };
const TTL = 'x-aws-ec2-metadata-token-ttl-seconds';

let caller: Caller | undefined;
const server = metadataService(() => caller);
let url = '';

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

async function get(path: string, token?: string): Promise<string | number> {
  const response = await fetch(url + path, {
    headers: token === undefined ? {} : { 'x-aws-ec2-metadata-token': token },
  });
  return response.ok ? Buffer.from(await response.arrayBuffer()).toString('latin1') : response.status;
}

async function newToken(seconds = '60'): Promise<string> {
  const response = await fetch(`${url}/latest/api/token`, { method: 'PUT', headers: { [TTL]: seconds } });
  return response.ok ? response.text() : String(response.status);
}

test('without a token nothing is told, with one folders and files are', async () => {
  caller = { metadata: METADATA, needsToken: true };
  const token = await newToken();
  expect(await get('/latest/meta-data/instance-id')).toBe(401);
  expect(await get('/latest/meta-data/instance-id', 'guessed')).toBe(401);
  expect(await get('/latest/meta-data/instance-id', token)).toBe('i-1');
  expect(await get('/2021-03-23/meta-data/', token)).toBe('instance-id\nplacement/');
  expect(await get('/latest/meta-data/placement/region', token)).toBe('eu-central-1');
  expect(await get('/latest/user-data', token)).toBe('ü');
  expect(await get('/latest/meta-data/no-such', token)).toBe(404);
});

test('a token has a life of up to six hours', async () => {
  caller = { metadata: METADATA, needsToken: true };
  expect([await newToken('0'), await newToken('21601'), await newToken('x')]).toEqual(['400', '400', '400']);
});

test('where tokens are optional none is needed, but a wrong one is refused', async () => {
  caller = { metadata: METADATA, needsToken: false };
  expect(await get('/latest/meta-data/instance-id')).toBe('i-1');
  expect(await get('/latest/meta-data/instance-id', 'guessed')).toBe(401);
});

test('who is no instance is told nothing', async () => {
  caller = undefined;
  expect([await newToken(), await get('/latest/meta-data/')]).toEqual(['404', 404]);
});
