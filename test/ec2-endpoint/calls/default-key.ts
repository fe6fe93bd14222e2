import { ACCOUNT } from '../state/cloud.ts';
import type { Region } from '../state/region.ts';

/** The key that AWS manages for disks where the caller names none. */
export const defaultKey = (region: Region): string =>
  `arn:aws:kms:${region.name}:${ACCOUNT}:key/00000000-0000-4000-8000-000000000001`;
