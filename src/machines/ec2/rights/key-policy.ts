import { partitionOf } from '../partition.ts';
import type { Ec2Settings, RegionPlace } from '../settings.ts';
import { allow, type Statement, servicesOfAws } from './statement.ts';

/** What EBS does with a key in the name of whoever makes disks and copies (EBS user guide, requirements of encryption). */
const USES = ['Decrypt', 'DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncrypt*'];

/** The keys of one's own that disks and images are encrypted with: for EBS in one's name, and for nothing else. */
export function keyStatements({ home, copies, account = '*' }: Ec2Settings): Statement[] {
  const keys = [...new Set([home, ...copies].flatMap((place) => keyArn(place, account) ?? []))];
  if (keys.length === 0) return [];
  const forEbs = { StringLike: { 'kms:ViaService': servicesOfAws(home.region, 'ec2.*') } };
  return [
    allow(
      'UseKey',
      USES.map((use) => `kms:${use}`),
      keys,
      forEbs,
    ),
    allow('GrantKey', ['kms:CreateGrant'], keys, { ...forEbs, Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
  ];
}

/** Rights are about the key, whatever alias leads to it: where the settings name an alias, about any key of the region. */
function keyArn({ region, kmsKey }: RegionPlace, account: string): string | undefined {
  if (kmsKey === undefined) return undefined;
  const arn = /^arn:[^:]*:kms:[^:]*:[^:]*:/.exec(kmsKey)?.[0] ?? `arn:${partitionOf(region)}:kms:${region}:${account}:`;
  const name = kmsKey.replace(arn, '');
  return name.startsWith('alias/') ? `${arn}key/*` : `${arn}key/${name.replace(/^key\//, '')}`;
}
