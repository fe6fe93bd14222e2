import type { FromParameter, FromSecret } from './environment-types.gen.ts';

/** Where AWS keeps a value: an entry of the Parameter Store, or a secret of the Secrets Manager. */
export type ValueReference = FromParameter | FromSecret;

/** What a flag is given as: its value, or where the machine reads that at each boot. */
export type FlagValue = string | ValueReference;

/** A reference in words, as `parameter /shop/database-url`. */
export function referenceText(reference: ValueReference): string {
  if ('parameter' in reference) return `parameter ${reference.parameter}`;
  return `secret ${reference.secret}${reference.key === undefined ? '' : `, key ${reference.key}`}`;
}

/** The region that an ARN names; undefined for a name, which is of the region of whoever asks. */
export function regionOf(reference: ValueReference): string | undefined {
  const name = 'parameter' in reference ? reference.parameter : reference.secret;
  return /^arn:[^:]*:[^:]*:([^:]+):/.exec(name)?.[1];
}

/** Names and ARNs as AWS has them; the same in schemas/environment.schema.json. */
export const PARAMETER =
  /^(arn:aws[a-z-]*:ssm:[a-z]{2}(-[a-z]+)+-[0-9]:[0-9]{0,12}:parameter\/[A-Za-z0-9_.-]+|\/?[A-Za-z0-9_.-]+)(\/[A-Za-z0-9_.-]+)*(:[A-Za-z0-9_.-]+)?$/;
export const SECRET =
  /^(arn:aws[a-z-]*:secretsmanager:[a-z]{2}(-[a-z]+)+-[0-9]:[0-9]{12}:secret:)?[A-Za-z0-9/_+=.@-]+$/;
