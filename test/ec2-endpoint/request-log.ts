/** A request as it came, for comparison with what is wanted. */
export interface LoggedRequest {
  readonly service: string;
  readonly action: string;
  readonly region: string;
  /** The parameters as JSON: lists as lists. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The code of the error that it got; undefined if it went well. */
  readonly error?: string;
  /** Whether the caller never got the reply. */
  readonly replyLost?: true;
}
