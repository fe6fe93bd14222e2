import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { realEffects } from '../../../../src/host/effects.ts';
import { runChecked } from '../../../../src/host/processes.ts';
import type { Area } from '../../../../src/machines/local/area.ts';
import { areaSubnet } from '../../../../src/machines/local/network.ts';
import { addressAt } from '../../../../src/machines/local/subnet.ts';
import { type Certificate, makeCertificate } from './certificate.ts';

/** What machines ask themselves, where they are. */
const NAMES = ['ssm', 'secretsmanager'].flatMap((service) =>
  ['eu-central-1', 'eu-west-1'].map((region) => `${service}.${region}.amazonaws.com`),
);

/**
 * AWS for an area's machines, by its own names: at the host's address on their bridge, over TLS, let through to those
 * machines whose groups let https out.
 */
export class AreaAws {
  private readonly area: Area;
  private readonly answer: RequestListener;
  private certificate: Promise<Certificate> | undefined;
  private server: Server | undefined;

  constructor(area: Area, answer: RequestListener) {
    this.area = area;
    this.answer = answer;
  }

  /** What a machine must have to find it and to believe it, by path. */
  async files(): Promise<Readonly<Record<string, string>>> {
    const { cert, hash } = await this.certified();
    const hosts = `127.0.0.1 localhost\n${NAMES.map((name) => `${this.host} ${name}\n`).join('')}`;
    return { 'etc/hosts': hosts, [`etc/ssl/certs/${hash}.0`]: cert };
  }

  /** The bridge is there: lets these addresses through, and no others. */
  async open(addresses: readonly string[]): Promise<void> {
    this.server ??= createServer(await this.certified(), this.answer);
    if (!this.server.listening) await once(this.server.listen(0, this.host), 'listening');
    const { port } = this.server.address() as AddressInfo;
    const table = tableName(this.area.name);
    const rules = addresses.map(
      (address) =>
        `iifname "${this.area.bridge}" ip saddr ${address} ip daddr ${this.host} tcp dport 443 dnat to ${this.host}:${port}`,
    );
    const text = `table ip ${table}
delete table ip ${table}
table ip ${table} {
  chain prerouting {
    type nat hook prerouting priority -100
    ${rules.join('\n    ')}
  }
}
`;
    await runChecked(realEffects.run, { argv: ['nft', '-f', '-'], input: text });
  }

  async close(): Promise<void> {
    this.server?.close();
    this.server?.closeAllConnections();
    await unrouteAws(this.area.name);
  }

  private get host(): string {
    return addressAt(areaSubnet(this.area), 1);
  }

  private certified(): Promise<Certificate> {
    this.certificate ??= certificateIn(`${this.area.disks}/../aws`);
    return this.certificate;
  }
}

async function certificateIn(folder: string): Promise<Certificate> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return await makeCertificate(folder, NAMES);
}

/** What is not there is fine. */
export async function unrouteAws(area: string): Promise<void> {
  await realEffects.run({ argv: ['nft', 'delete', 'table', 'ip', tableName(area)] });
}

const tableName = (area: string): string => `${area}_aws`;
