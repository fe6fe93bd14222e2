import { arnIn } from '../iam/arn.ts';
import type { Region } from '../state/region.ts';

/** The key that AWS manages for disks where the caller names none. */
export const defaultKey = (region: Region): string =>
  arnIn(region.name, 'kms', 'key/00000000-0000-4000-8000-000000000001');
