/** Who can have machines, as `provider:` of rolebake.yaml names them. */
export const PROVIDERS = ['local', 'ec2'] as const;

export type Provider = (typeof PROVIDERS)[number];
