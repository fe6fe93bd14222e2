import type { IpPermission } from '@aws-sdk/client-ec2';
import type { ProcessIdentity } from '../../../host/process-identity.ts';
import type { Region } from '../api/region.ts';
import { TAG, type Tags } from '../machine/tags.ts';
import { deleteGroup, makeGroup, unlessDone } from './make-group.ts';
import type { Network } from './network.ts';

/** Who makes groups, and with what tags. */
export interface GroupMaker {
  readonly area: string;
  readonly owner: string;
  readonly run: ProcessIdentity;
  readonly tags: Tags;
}

const SSH = 22;
const HTTPS = 443;

/** What a group is for: machines without a way out, those with one, and those that speak to AWS. */
export type GroupKind = 'closed' | 'open' | 'https';

const SUFFIXES: Readonly<Record<GroupKind, string>> = { closed: '', open: '-out', https: '-https' };
const ANYWHERE = [{ CidrIp: '0.0.0.0/0' }];

/**
 * The security groups of one run, which all its machines share, and of networks, which machines of several runs do. Ssh is
 * let in from the baker alone, from its bastion, or from nowhere, machines of a group reach each other, and those without a way
 * out nothing else; a second group lets https out of those that speak to AWS. Whoever launches holds the groups until AWS has
 * the machine.
 */
export class RunGroups {
  readonly #region: Region;
  readonly #maker: GroupMaker;
  readonly #network: () => Promise<Network>;
  readonly #made = new Map<string, Promise<string>>();
  readonly #removals = new Map<string, Promise<boolean>>();
  #holders = 0;

  constructor(region: Region, maker: GroupMaker, network: () => Promise<Network>) {
    this.#region = region;
    this.#maker = maker;
    this.#network = network;
  }

  /** The group of a kind, of a network or of this run; made when it is first asked for. */
  get(kind: GroupKind, network?: string): Promise<string> {
    const name = this.#nameOf(kind, network);
    const known = this.#made.get(name);
    if (known) return known;
    const making = this.#make(name, kind);
    this.#made.set(name, making);
    making.catch(() => this.forget());
    return making;
  }

  /** Somebody has removed a group. */
  forget(): void {
    this.#made.clear();
  }

  /** While it holds, this process removes no group. */
  hold(): Disposable {
    this.#holders++;
    return { [Symbol.dispose]: () => void this.#holders-- };
  }

  /** Removes a group unless something is in it. Returns whether it is gone. */
  async remove(group: string): Promise<boolean> {
    if (this.#holders > 0) return false;
    const removal = this.#removals.get(group) ?? this.#remove(group);
    this.#removals.set(group, removal);
    const isGone = await removal.catch(() => false);
    // No other group will ever have this id.
    if (!isGone) this.#removals.delete(group);
    return removal;
  }

  async #remove(group: string): Promise<boolean> {
    this.forget();
    return deleteGroup(this.#region, group);
  }

  #nameOf(kind: GroupKind, network: string | undefined): string {
    const { owner, run } = this.#maker;
    const whose = network === undefined ? `${run.pid}-${run.startTime}` : `net-${network}`;
    return `rolebake-${owner}-${whose}${SUFFIXES[kind]}`;
  }

  async #make(name: string, kind: GroupKind): Promise<string> {
    const { vpc, allowFrom } = await this.#network();
    const group = await this.#create(name, vpc);
    const https = [{ IpProtocol: 'tcp', FromPort: HTTPS, ToPort: HTTPS, IpRanges: ANYWHERE }];
    if (kind === 'https') return await this.#letOut(group, https);
    const itself = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group }] }];
    const ssh =
      allowFrom === undefined ? [] : [{ IpProtocol: 'tcp', FromPort: SSH, ToPort: SSH, ...sourceOf(allowFrom) }];
    await unlessDone(this.#region, 'InvalidPermission.Duplicate', () =>
      this.#region.send('AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions: [...ssh, ...itself] }),
    );
    return kind === 'open' ? group : await this.#letOut(group, itself);
  }

  /** Lets this out of a new group, and nothing else. */
  async #letOut(group: string, permissions: IpPermission[]): Promise<string> {
    await unlessDone(this.#region, 'InvalidPermission.Duplicate', () =>
      this.#region.send('AuthorizeSecurityGroupEgress', { GroupId: group, IpPermissions: permissions }),
    );
    const anywhere = [{ IpProtocol: '-1', IpRanges: ANYWHERE }];
    await unlessDone(this.#region, 'InvalidPermission.NotFound', () =>
      this.#region.send('RevokeSecurityGroupEgress', { GroupId: group, IpPermissions: anywhere }),
    );
    return group;
  }

  /** A later run takes what an earlier one made. */
  #create(name: string, vpc: string): Promise<string> {
    const { area, owner, tags } = this.#maker;
    const wish = { name, vpc, area, description: 'Machines of rolebake that reach each other', tags };
    return makeGroup(this.#region, wish, (its) => its[TAG.owner] === owner);
  }
}

const sourceOf = (from: string) =>
  from.startsWith('sg-') ? { UserIdGroupPairs: [{ GroupId: from }] } : { IpRanges: [{ CidrIp: from }] };
