import { createHash } from 'node:crypto';
import { Refusal } from '../problem/problem.ts';

/*
 * Every name that rolebake gives to something. A catalog name (role, profile, log, application) is snake_case, at most
 * 50 characters, and never holds `__`, `-` or a capital. So each of these is one to one: two different things never get
 * one name. What is cut for being too long keeps a hash behind `--`, which no other name holds.
 */

/** A role as a DNS label; `_` and `-` map one to one because catalog names hold no `-`. */
export const dnsLabel = (role: string): string => fitted(role.replaceAll('_', '-'), 63);

/** One build of a role as a DNS label; refused roles (`buildTwin`) keep it apart from every role's own. */
export const buildLabel = (role: string, build: number): string => fitted(`${role.replaceAll('_', '-')}-${build}`, 63);

/** A role before the rest of a machine's name. */
export const machineLabel = (role: string): string => fitted(role.replaceAll('_', '-'), 20);

/** The role whose builds would be called as this role is: `web_42` is `web-42`, as is build 42 of `web`. */
export const buildTwin = (role: string): string | undefined => /^(.+)_[1-9][0-9]*$/.exec(role)?.[1];

/** The git tag of an image's code in the config repo: `role/web/42` of `role/web@42`. */
export const gitImageTag = (tag: string): string => tag.replace('@', '/');

/** The image of one build, as a provider lists it. */
export const imageName = (role: string, build: number): string => buildLabel(role, build);

/** What clients use: the balancer in front of a role's machines. A Refusal if the environment's name is too long. */
export const serviceHost = (role: string, environment: string, zone: string): string =>
  hostName(dnsLabel(role), environment, zone);

/** The same for one build, to pin it. */
export const buildHost = (role: string, build: number, environment: string, zone: string): string =>
  hostName(buildLabel(role, build), environment, zone);

/** The DNS zone of an environment, which holds the names of its roles and builds. */
export const zoneOf = (environment: string, zone: string): string => `${environment}.${zone}`;

/** HAProxy's two halves of a role's balancer; of a role with several endpoints, each has its own. */
export function listenerNames(
  role: string,
  endpoint: string,
  endpoints: number,
): { readonly frontend: string; readonly backend: string } {
  const name = endpoints === 1 ? role : `${role}__${endpoint}`;
  return { frontend: `fe_${name}`, backend: `be_${name}` };
}

/** The balancer of a role at AWS, whose names have at most 32 letters, digits and `-`: a hash tells all of them apart. */
export const loadBalancerName = (area: string, environment: string, role: string): string =>
  hashed(`rb-${environment}-${role.replaceAll('_', '-')}`, 19, hashOf(12, area, environment, role));

/** What the names of all target groups of a balancer hold, and no other's. */
export const targetGroupMark = (area: string, environment: string, role: string): string =>
  `-${hashOf(8, area, environment, role)}-`;

/** A target group of a balancer: machines of one build behind one endpoint, of those that came together. */
export function targetGroupName(
  mark: string,
  group: { readonly role: string; readonly build: number; readonly endpoint: string; readonly cohort: number },
): string {
  const { role, build, endpoint, cohort } = group;
  return hashed(buildLabel(role, build), 15, `${mark.slice(1)}${hashOf(7, endpoint, String(build), String(cohort))}`);
}

/**
 * The tag under which a stored log line says where it comes from: made of names, never of positions. It has the
 * catalog's own `_`, so that its one `-` parts role and log, and fits the APP-NAME of RFC 5424.
 */
export const logId = (role: string, log: string): string => fitted(`${role}-${log}`, 48);

/** An opaque machine name: 12 letters and digits behind a prefix that says what it is for. */
export const machineId = (purpose: string, random: Buffer): string =>
  `${purpose}-${BigInt(`0x${random.toString('hex')}`)
    .toString(36)
    .padStart(12, '0')
    .slice(-12)}`;

export const puppetProfileClass = (profile: string): string => `profile::${profile}`;
/** The data type of a format, such as `Profile::Hostname`. */
export const puppetTypeAlias = (format: string): string =>
  `Profile::${format.charAt(0).toUpperCase()}${format.slice(1)}`;
export const puppetRoleClass = (role: string): string => `role::${role}`;
export const chefProfileCookbook = (profile: string): string => `profile_${profile}`;
export const chefRoleCookbook = (role: string): string => `role_${role}`;

/** The platform's profile of a shipper, which `catalog.yaml` calls as its package is called. */
export const shipperProfile = (shipper: string): string => `logging_${shipper.replaceAll('-', '_')}`;

/** The systemd unit of a role's application. */
export const unitName = (role: string): string => dnsLabel(role);

/** The account that an application runs as and that owns its logs; useradd(8) takes 32 characters. */
export const accountName = (application: string): string => fitted(application, 32);

/** The folder that an application's archive is unpacked into. */
export const applicationFolder = (application: string): string => `/opt/${application}`;

/** Where an application keeps its settings, what it must not lose, and its logs. */
export const applicationFolders = (application: string) => ({
  settings: `/etc/${application}`,
  state: `/var/lib/${application}`,
  logs: `/var/log/${application}`,
});

function hostName(...parts: readonly [label: string, environment: string, zone: string]): string {
  const name = parts.join('.');
  if (name.length <= 253) return name;
  throw new Refusal({
    code: 'wrong-value',
    message: `${name.slice(0, 60)}... is longer than the 253 characters of a host name`,
    hint: 'give the environment a shorter zone',
  });
}

/** A label of at most `most` octets, and behind it what makes the name the only one. */
const hashed = (label: string, most: number, hash: string): string =>
  `${label.slice(0, most).replace(/-+$/, '')}-${hash}`;

/** So many hex digits that stand for these words, each apart from the others. */
const hashOf = (digits: number, ...words: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, digits);

/** A name of at most `most` octets; what is too long is cut and keeps a hash of the whole. */
function fitted(name: string, most: number): string {
  if (name.length <= most) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${name.slice(0, most - hash.length - 2)}--${hash}`;
}
