import { createHash } from 'node:crypto';
import type { Cloud } from './cloud.ts';

/** Who makes a call: the account's user, who may do everything, or a machine with its role. */
export type Caller = { readonly kind: 'user' } | { readonly kind: 'role'; readonly role: string };

/** What the metadata service gives the machines of a role. */
export interface RoleKeys {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
}

/** The keys of a role, always the same ones. */
export function keysOf(role: string): RoleKeys {
  const digest = createHash('sha256').update(role).digest('hex');
  return {
    AccessKeyId: `ASIA${digest.slice(0, 16).toUpperCase()}`,
    SecretAccessKey: digest.slice(16, 56),
    Token: `token+of/${digest}==`,
  };
}

/** The role that an access key belongs to; undefined for the key of a user. */
export function roleWithKey({ regions }: Cloud, accessKey: string): string | undefined {
  const instances = [...regions.values()].flatMap((region) => [...region.instances.values()]);
  const roles = instances.flatMap(({ iamInstanceProfile }) => iamInstanceProfile?.split('/').at(-1) ?? []);
  return roles.find((role) => keysOf(role).AccessKeyId === accessKey);
}
