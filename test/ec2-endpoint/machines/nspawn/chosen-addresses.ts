import type { Area } from '../../../../src/machines/local/area.ts';
import { macOf } from '../../../../src/machines/local/link.ts';
import { areaSubnet } from '../../../../src/machines/local/network.ts';
import { addressAt, subnetSize } from '../../../../src/machines/local/subnet.ts';
import type { Addresses } from '../back-end.ts';

/** The addresses of an area's machines: an instance has its address before its machine is made. */
export class ChosenAddresses {
  private readonly area: Area;
  private readonly taken = new Map<string, number>();

  constructor(area: Area) {
    this.area = area;
  }

  /** The host reaches a machine by its one address: the public one is the same. */
  choose(id: string): Addresses {
    const subnet = areaSubnet(this.area);
    const used = new Set(this.taken.values());
    let offset = 2;
    while (used.has(offset)) offset += 1;
    if (offset >= subnetSize(subnet) - 1) throw new Error(`${this.area.subnet} has no free address`);
    this.taken.set(id, offset);
    const address = addressAt(subnet, offset);
    return { privateIp: address, publicIp: address, macAddress: macOf(address) };
  }

  release(id: string): void {
    this.taken.delete(id);
  }
}
