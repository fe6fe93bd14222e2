import type { Endpoint, Role } from '../model.ts';
import { suggest } from '../nearest.ts';
import type { Complaints } from '../source/complaints.ts';
import type { Balancer, Connection, KnownRoles, Member } from './release.ts';
import type { Balance, ReleaseFile } from './release-types.gen.ts';

/** Reads one role of a release. */
export function readMember(name: string, data: ReleaseFile, around: KnownRoles, complaints: Complaints): Member[] {
  const role = around.roles.get(name);
  const declared = data.roles[name];
  if (!role || !declared) return [];
  const balancers = Object.entries(declared.balances ?? {}).flatMap(([endpoint, balance]) =>
    readBalancer(role, endpoint, balance, complaints),
  );
  checkPorts(name, balancers, complaints);
  const connections = Object.entries(declared.connects ?? {}).flatMap(([flag, to]) =>
    readConnection({ role, flag, to }, data, around, complaints),
  );
  return [{ role, count: declared.count ?? 1, after: declared.after ?? [], balancers, connections }];
}

function readBalancer(role: Role, name: string, balance: Balance, complaints: Complaints): Balancer[] {
  const endpoint = endpointOf(role, name, ['roles', role.name, 'balances', name], complaints);
  if (!endpoint) return [];
  const health = balance.health ?? endpoint.health;
  return [{ endpoint, port: balance.port ?? endpoint.port, ...(health === undefined ? {} : { health }) }];
}

function endpointOf(role: Role, name: string, steps: readonly string[], complaints: Complaints): Endpoint | undefined {
  const endpoint = role.serves.find((one) => one.name === name);
  if (endpoint) return endpoint;
  const names = role.serves.map((one) => one.name);
  const hint = names.length === 0 ? `in the role: serves: {${name}: {port: PORT}}` : suggest(name, names);
  complaints.addKey('unknown-endpoint', `role ${role.name} serves no ${name}`, steps, hint);
  return undefined;
}

function checkPorts(role: string, balancers: readonly Balancer[], complaints: Complaints): void {
  for (const [index, { endpoint, port }] of balancers.entries()) {
    const twin = balancers.slice(0, index).find((other) => other.port === port);
    if (!twin) continue;
    const message = `the balancer of ${role} cannot serve ${twin.endpoint.name} and ${endpoint.name} at one port, ${port}`;
    const steps = ['roles', role, 'balances', endpoint.name];
    complaints.addKey('duplicate-claim', message, steps, `${endpoint.name}: {port: ANOTHER}`);
  }
}

const ADDRESS_TYPES = ['url', 'hostname', 'fqdn', 'port'] as const;

interface Wish {
  readonly role: Role;
  readonly flag: string;
  /** ROLE.ENDPOINT */
  readonly to: string;
}

function readConnection(
  { role, flag, to }: Wish,
  data: ReleaseFile,
  around: KnownRoles,
  complaints: Complaints,
): Connection[] {
  const steps = ['roles', role.name, 'connects', flag];
  const type = addressType(role, flag, steps, complaints);
  const [other = '', name = ''] = to.split('.');
  const endpoint = around.roles.get(other)?.serves.find((one) => one.name === name);
  const balance = data.roles[other]?.balances?.[name];
  if (around.lost.has(other)) return [];
  if (!endpoint || !balance) {
    const served = Object.entries(data.roles)
      .flatMap(([member, { balances }]) => Object.keys(balances ?? {}).map((one) => `${member}.${one}`))
      .filter((one) => one !== to);
    complaints.add('unknown-endpoint', `no balancer of this release is ${to}`, steps, suggest(to, served));
    return [];
  }
  return type === undefined ? [] : [{ flag, type, role: other, port: balance.port ?? endpoint.port }];
}

function addressType(
  role: Role,
  name: string,
  steps: readonly string[],
  complaints: Complaints,
): Connection['type'] | undefined {
  const flag = role.flags.find((one) => one.name === name);
  if (!flag) {
    const names = role.flags.map((one) => one.name);
    complaints.addKey('unknown-flag', `role ${role.name} has no flag ${name}`, steps, suggest(name, names));
    return undefined;
  }
  const type = ADDRESS_TYPES.find((one) => one === flag.type);
  if (type) return type;
  const message = `the flag ${name} of role ${role.name} is a ${flag.type}, which holds no address`;
  complaints.addKey('wrong-type', message, steps, `one of: ${ADDRESS_TYPES.join(', ')}`);
  return undefined;
}
