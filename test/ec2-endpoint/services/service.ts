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

/** One of AWS's services: how it reads requests, what it does, how it writes replies. */
export interface Service {
  /** Opens a request's envelope. */
  read(headers: Readonly<Record<string, string>>, body: string): { readonly action: string; readonly params: Params };
  /** Throws an AwsError for what it refuses. */
  answer(cloud: Cloud, request: ServiceRequest): Promise<Structure>;
  write(action: string, requestId: string, reply: Structure): string;
  writeError(error: AwsError, requestId: string): string;
  readonly contentType: string;
}
