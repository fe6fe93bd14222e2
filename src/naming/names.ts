import { createHash } from 'node:crypto';

/*
 * Every name that rolebake gives to something. A catalog name (role, profile, log) is snake_case and at most 50
 * characters, so each of these is made without loss and two different roles never get one name.
 */

/** A role as a DNS label; `_` and `-` map one to one because catalog names hold no `-`. */
export const dnsLabel = (role: string): string => fitLabel(role.replaceAll('_', '-'));

/** The tag under which a stored log line says where it comes from: made of names, never of positions. */
export const logId = (role: string, log: string): string => `${dnsLabel(role)}-${log.replaceAll('_', '-')}`;

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

/** The folder that an application's archive is unpacked into. */
export const applicationFolder = (application: string): string => `/opt/${application}`;

/** A label of at most 63 octets; what is too long is cut and keeps a hash of the whole (RFC 1035). */
function fitLabel(label: string): string {
  if (label.length <= 63) return label;
  return `${label.slice(0, 54)}-${createHash('sha256').update(label).digest('hex').slice(0, 8)}`;
}
