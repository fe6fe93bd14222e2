import type { Site } from './site.ts';

/** What may be missing where AWS failed with a disk whose key is one of the account's own: AWS itself does not say. */
export const keyHint = ({ place: { kmsKey } }: Site): { hint?: string } =>
  kmsKey === undefined
    ? {}
    : {
        hint: `kms_key ${kmsKey} may be used by whoever has the rights that rolebake doctor --provider ec2 --json lists, if the key's own policy lets IAM give them`,
      };
