import type { Cost } from '../buckets.ts';
import type { AwsError } from '../protocol/aws-error.ts';
import type { Params } from '../protocol/params.ts';
import type { Structure } from '../protocol/xml.ts';
import type { Caller } from '../state/callers.ts';
import type { Cloud } from '../state/cloud.ts';

/** A request after its envelope was opened. */
export interface ServiceRequest {
  readonly region: string;
  readonly action: string;
  readonly params: Params;
  readonly caller: Caller;
}

/** What an HTTP request is for: services differ in whether they say more by it than their address. */
export interface Target {
  readonly method: string;
  readonly url: URL;
}

/** One of AWS's services: how it reads requests, what it does, how it writes replies. */
export interface Service {
  /** Opens a request's envelope. */
  read(
    headers: Readonly<Record<string, string>>,
    body: string,
    target: Target,
  ): { readonly action: string; readonly params: Params };
  /** Throws an AwsError for what it refuses. */
  answer(cloud: Cloud, request: ServiceRequest): Promise<Structure>;
  write(action: string, requestId: string, reply: Structure): string;
  writeError(error: AwsError, requestId: string): string;
  readonly contentType: string;
  /** How many calls it takes; without, as many as come. */
  readonly limits?: {
    costs(action: string, params: Params): Cost[];
    refusal(): AwsError;
  };
}
