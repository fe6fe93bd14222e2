import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Area } from '../../../../src/machines/local/area.ts';
import { areaSubnet } from '../../../../src/machines/local/network.ts';
import { addressAt } from '../../../../src/machines/local/subnet.ts';
import { routeMetadata, unrouteMetadata } from './metadata-route.ts';
import { type Caller, metadataService } from './metadata-service.ts';

/** The metadata service of an area's machines, at the host's address on their bridge. */
export class AreaMetadata {
  private readonly area: Area;
  private readonly server: Server;

  constructor(area: Area, callerAt: (address: string) => Caller | undefined) {
    this.area = area;
    this.server = metadataService(callerAt);
  }

  /** The bridge is there. Once open it stays so, though the bridge goes with the last machine and comes back. */
  async open(): Promise<void> {
    if (this.server.listening) return;
    const host = addressAt(areaSubnet(this.area), 1);
    await once(this.server.listen(0, host), 'listening');
    await routeMetadata(this.area, host, (this.server.address() as AddressInfo).port);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await unrouteMetadata(this.area.effects, this.area.name);
  }
}
