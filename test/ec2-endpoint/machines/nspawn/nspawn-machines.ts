import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import { realEffects } from '../../../../src/host/effects.ts';
import { type Area, areaOf, hostName } from '../../../../src/machines/local/area.ts';
import { stop, terminate } from '../../../../src/machines/local/end.ts';
import { areaSubnet } from '../../../../src/machines/local/network.ts';
import { diskFolders } from '../../../../src/machines/local/overlay.ts';
import { addressAt } from '../../../../src/machines/local/subnet.ts';
import { emptyArea, ownArea, type TestArea } from '../../../fixtures/test-area.ts';
import type { Instance, Permission } from '../../state/things.ts';
import type { Addresses, BackEnd, BalancerTraffic, Check, MachineStart } from '../back-end.ts';
import { answers } from './answers.ts';
import { AreaAws, unrouteAws } from './area-aws.ts';
import { AreaMetadata } from './area-metadata.ts';
import { type BareMachine, boot, reboot } from './boot.ts';
import { ChosenAddresses } from './chosen-addresses.ts';
import { connectInside } from './connect-inside.ts';
import { limitHops, unlimitHops } from './hop-limit.ts';
import { guard, unguard } from './ingress.ts';
import { metadataOf } from './metadata.ts';
import { unrouteMetadata } from './metadata-route.ts';
import { publicImage } from './public-image.ts';
import { SnapshotDisks } from './snapshot-disks.ts';
import { Traffic } from './traffic.ts';
import { watchEnd } from './watch-end.ts';

interface Machine {
  readonly instance: Instance;
  readonly region: string;
  readonly layers: readonly string[];
  ingress: readonly Permission[];
  readonly https: boolean;
  readonly bare: BareMachine;
  readonly onEnd: () => void;
  watch?: Disposable;
  hasStopped?: true;
}

/**
 * Real machines behind instances: systemd-nspawn ones of the local provider's parts on Debian's tree with cloud-init.
 * `await using` them, before the endpoint. What a killed test process left is removed by the next one.
 */
export class NspawnMachines implements BackEnd, AsyncDisposable {
  /** Where they are on this host. */
  readonly settings: TestArea;
  private readonly area: Area;
  private readonly disks: SnapshotDisks;
  private readonly chosen: ChosenAddresses;
  private readonly traffic: Traffic;
  private readonly metadata: AreaMetadata;
  private aws: AreaAws | undefined;
  private readonly machines = new Map<string, Machine>();
  /** The last act of each instance and each snapshot: the next one waits for it. */
  private readonly acts = new Map<string, Promise<unknown>>();
  private isClosed = false;

  private constructor(settings: TestArea, image: readonly string[]) {
    this.settings = settings;
    this.area = areaOf(settings, realEffects);
    this.disks = new SnapshotDisks(`${settings.state}/snapshots`, realEffects.run, image);
    this.chosen = new ChosenAddresses(this.area);
    this.traffic = new Traffic(settings.state);
    this.metadata = new AreaMetadata(this.area, (address) => this.callerAt(address));
  }

  /** Removes what others have left, and sees to Debian's image, which takes a minute once a host. */
  static async make(): Promise<NspawnMachines> {
    const settings = await ownArea({ prefix: 'rc', network: 228 }, async ({ area }) => {
      await unrouteMetadata(realEffects, area);
      await unguard(realEffects, area);
      await unlimitHops(realEffects, area);
      await unrouteAws(area);
    });
    return new NspawnMachines(settings, await publicImage(`${settings.state}/public-image`));
  }

  serve(answer: RequestListener): void {
    this.aws = new AreaAws(this.area, answer);
  }

  /** Load balancers are on this host. */
  get balancerAddress(): string {
    return this.hostAddress;
  }

  /** From where this host reaches them. */
  get hostAddress(): string {
    return addressAt(areaSubnet(this.area), 1);
  }

  addresses(instanceId: string): Addresses {
    return this.chosen.choose(instanceId);
  }

  async start({ instance, region, ingress, outbound, https, snapshotId, onEnd }: MachineStart): Promise<void> {
    if (instance.architecture !== 'x86_64') throw new Error(`no ${instance.architecture} machine is at hand`);
    const layers = this.disks.layersOf(snapshotId);
    const files = (await this.aws?.files()) ?? {};
    const prepare = async () => {
      await this.metadata.open();
      await this.guard();
    };
    const bare = { id: instance.id, layers, address: instance.privateIp, outbound, files, prepare };
    const machine: Machine = { instance, region, layers, ingress, https, bare, onEnd };
    this.machines.set(instance.id, machine);
    machine.watch = watchEnd(await this.act([instance.id], () => boot(this.area, bare)), onEnd);
  }

  async reboot(id: string): Promise<void> {
    this.unwatch(id);
    const machine = this.machines.get(id);
    if (!machine) throw new Error(`there is no ${id}`);
    machine.watch = watchEnd(await this.act([id], () => reboot(this.area, machine.bare)), machine.onEnd);
  }

  async stop(id: string): Promise<void> {
    this.unwatch(id);
    await this.act([id], () => stop(this.area, id));
    const machine = this.machines.get(id);
    if (machine) machine.hasStopped = true;
  }

  async terminate(id: string): Promise<void> {
    this.unwatch(id);
    await this.act([id], () => terminate(this.area, id));
    this.machines.delete(id);
    await this.guard();
    this.chosen.release(id);
  }

  connect(id: string, port: number): Promise<Duplex> {
    return connectInside(hostName(this.area, id), port);
  }

  /** Nothing but cloud-init has a console in a container, and that keeps what it says there. */
  async console(id: string): Promise<string> {
    const { upper } = diskFolders(`${this.area.disks}/${id}`);
    return await readFile(`${upper}/var/log/cloud-init-output.log`, 'utf8').catch(() => '');
  }

  balance(balancers: readonly BalancerTraffic[]): Promise<void> {
    return this.traffic.change(balancers);
  }

  /** Where this host reaches a load balancer. */
  balancerAt(host: string): string {
    return this.traffic.addressOf(host);
  }

  isWell({ privateIp }: Instance, check: Check): Promise<boolean> {
    return answers(privateIp, check);
  }

  async regroup(ingress: ReadonlyMap<string, readonly Permission[]>): Promise<void> {
    for (const [id, rules] of ingress) {
      const machine = this.machines.get(id);
      if (machine) machine.ingress = rules;
    }
    if (this.machines.size > 0) await this.guard();
  }

  /** The machine must have stopped: a disk that still changes is no image. */
  capture(id: string, snapshotId: string): Promise<void> {
    return this.act([id, snapshotId], async () => {
      const machine = this.machines.get(id);
      if (!machine?.hasStopped) throw new Error(`${id} has not stopped`);
      await this.disks.take(snapshotId, machine.layers, diskFolders(`${this.area.disks}/${id}`).upper);
    });
  }

  async copy(snapshotId: string, copyId: string): Promise<void> {
    this.disks.share(snapshotId, copyId);
  }

  forget(snapshotId: string): Promise<void> {
    return this.act([snapshotId], () => {
      const used = [...this.machines.values()].flatMap(({ layers }) => layers);
      return this.disks.forget(snapshotId, used);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true;
    for (const id of this.machines.keys()) this.unwatch(id);
    await Promise.allSettled(this.acts.values());
    await this.traffic[Symbol.asyncDispose]();
    await this.metadata.close();
    await this.aws?.close();
    await unguard(realEffects, this.settings.area);
    await unlimitHops(realEffects, this.settings.area);
    await emptyArea(this.settings);
  }

  private callerAt(address: string) {
    const machine = [...this.machines.values()].find(({ instance }) => instance.privateIp === address);
    if (machine?.instance.metadataOptions.httpEndpoint !== 'enabled') return undefined;
    const { instance, region } = machine;
    const needsToken = instance.metadataOptions.httpTokens === 'required';
    return { metadata: metadataOf(instance, region), needsToken };
  }

  private guard(): Promise<void> {
    return this.act(['guard'], async () => {
      const machines = [...this.machines.values()].map(({ instance, ingress, https }) => ({
        ...{ address: instance.privateIp, ingress, https },
        hops: instance.metadataOptions.httpPutResponseHopLimit,
      }));
      await guard(this.area, machines);
      await limitHops(this.area, machines);
      await this.aws?.open(machines.flatMap(({ address, https }) => (https ? [address] : [])));
    });
  }

  private unwatch(id: string): void {
    this.machines.get(id)?.watch?.[Symbol.dispose]();
  }

  /** Waits for its turn. Nothing begins any more once the machines are being removed, which waits for what has begun. */
  private act<T>(subjects: readonly string[], action: () => Promise<T>): Promise<T> {
    const before = Promise.allSettled(subjects.map((subject) => this.acts.get(subject)));
    const result = before.then(() => {
      if (this.isClosed) throw new Error('the machines are being removed');
      return action();
    });
    for (const subject of subjects) this.acts.set(subject, result);
    return result;
  }
}
