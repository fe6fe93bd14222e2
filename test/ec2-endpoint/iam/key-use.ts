import { defaultKey } from '../calls/default-key.ts';
import type { Cloud } from '../state/cloud.ts';
import type { Region } from '../state/region.ts';
import { arnIn, serviceIn } from './arn.ts';
import { allows } from './policy.ts';

/** What EBS does with a key in the caller's name: encrypts what was in the clear, opens, or changes keys. */
export type KeyUse = 'encrypt' | 'open' | 'change-from' | 'change-to';

/** EBS user guide, "Requirements for Amazon EBS encryption" and "How Amazon EBS encryption works". */
const RIGHTS: Readonly<Record<KeyUse, readonly string[]>> = {
  encrypt: ['DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'CreateGrant', 'Decrypt'],
  open: ['DescribeKey', 'CreateGrant', 'Decrypt'],
  'change-from': ['DescribeKey', 'CreateGrant', 'Decrypt', 'ReEncryptFrom'],
  'change-to': ['DescribeKey', 'CreateGrant', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptTo'],
};

/** A disk's key, and where it is. */
interface KeyAt {
  readonly region: Region;
  readonly key: string | undefined;
}

/** What is made of a disk under one key for a disk under another one. */
export const mayChangeKey = (cloud: Cloud, from: KeyAt, to: KeyAt): boolean => {
  if (from.key === undefined) return mayUseKey(cloud, to, 'encrypt');
  if (from.key === to.key && from.region === to.region) return mayUseKey(cloud, to, 'open');
  return mayUseKey(cloud, from, 'change-from') && mayUseKey(cloud, to, 'change-to');
};

/** The policy of the key that AWS has for EBS lets all of the account use it. */
function mayUseKey({ faults: { policy } }: Cloud, { region, key }: KeyAt, use: KeyUse): boolean {
  if (policy === undefined || key === undefined || key === defaultKey(region)) return true;
  const arn = key.startsWith('arn:') ? key : arnIn(region.name, 'kms', `key/${key.replace(/^alias\//, 'of-')}`);
  const keys = { 'kms:ViaService': serviceIn(region.name, `ec2.${region.name}`), 'kms:GrantIsForAWSResource': 'true' };
  return RIGHTS[use].every((right) => allows(policy, { action: `kms:${right}`, arn, keys }));
}
