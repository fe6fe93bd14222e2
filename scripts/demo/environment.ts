import { Resolver } from 'node:dns/promises';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Shop } from './shop.ts';

type Environments = readonly { readonly resolver?: string }[];

const NAME = 'test';
const HOST = 'web.test.shop.example';

/** Starts the shop's newest release in `test`, where it ends by itself after an hour, and asks for its page by name. */
export async function showRelease(shop: Shop, folder: string, picture: string): Promise<void> {
  writeSecret(`${folder}/secrets`);
  await shop.run('release', 'cut', 'shop');
  await endEnvironment(shop);
  await shop.run('up', 'shop', '--env', NAME, '--for', '1h');
  const [environment] = await shop.ask<Environments>('status', '--env', NAME);
  const address = await addressOf(HOST, environment?.resolver ?? '');
  shop.say(`$ curl --resolve ${HOST}:80:${address} http://${HOST}/\n  ${(await pageAt(address)).trim()}`);
  await shop.run('status', '--env', NAME, '--svg', picture);
}

/** Ends what the demo has started; also what an earlier one has. */
export async function endEnvironment(shop: Shop): Promise<void> {
  if ((await shop.ask<Environments>('status', '--env', NAME)).length > 0) await shop.run('down', '--env', NAME);
}

/** A team keeps its own out of git, too. */
function writeSecret(folder: string): void {
  const file = `${folder}/test-database-url`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, 'postgres://orders.test.example/shop\n', { mode: 0o600 });
}

/** Asks the environment's own name server. */
async function addressOf(host: string, resolver: string): Promise<string> {
  const names = new Resolver();
  names.setServers([resolver]);
  return (await names.resolve4(host))[0] ?? '';
}

function pageAt(host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = get({ host, headers: { host: HOST } }, (response) => text(response).then(resolve, reject));
    asked.on('error', reject);
  });
}
