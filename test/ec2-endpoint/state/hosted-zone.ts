/** A hosted zone of Route53. */
export interface HostedZone {
  readonly id: string;
  /** With its last dot. */
  readonly name: string;
  readonly reference: string;
  readonly comment: string | undefined;
  readonly isPrivate: boolean;
  readonly vpcs: readonly { readonly id: string; readonly region: string }[];
  recordSets: readonly RecordSet[];
  /** It takes no change before, ms since 1970. */
  busyUntil: number;
}

export interface RecordSet {
  /** With its last dot. */
  readonly name: string;
  readonly type: string;
  readonly setIdentifier: string | undefined;
  readonly weight: number | undefined;
  readonly ttl: number | undefined;
  readonly values: readonly string[];
  readonly alias: { readonly zone: string; readonly name: string } | undefined;
}
