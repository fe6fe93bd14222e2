/** What became of a call that did not succeed: whether it may be made again, and whether it may have had its effect. */
export type FailureKind =
  /** Too many calls: it had no effect. */
  | 'throttled'
  /** No answer, or one that says nothing: it may have had its effect. */
  | 'lost'
  /** The caller has no right to it, or no credentials. */
  | 'denied'
  /** AWS said no. */
  | 'refused';

const THROTTLED = /^(RequestLimitExceeded|Throttl\w*|EC2ThrottledException|TooManyRequests\w*|RequestThrottled\w*)$/;
const DENIED =
  /^(UnauthorizedOperation|AccessDenied\w*|AuthFailure|Blocked|OptInRequired|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException|CredentialsProviderError|TokenProviderError|ExpiredToken\w*|PendingVerification)$/;
const SERVER_ERROR = 500;

interface SdkError {
  readonly name?: string;
  /** As AWS wrote it, where the SDK has a name of its own for the error. */
  readonly Code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** The code of AWS's answer, as `InvalidInstanceID.NotFound`; of a Refusal, the one that it was made from. */
export function awsCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return error.cause instanceof Error ? awsCode(error.cause) : codeIn(error);
}

const codeIn = ({ Code, name = '' }: SdkError): string => Code ?? name;

/** Whether AWS answered with one of these codes; each may end in `*`. */
export function isAwsCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = awsCode(error);
  return codes.some((one) => (one.endsWith('*') ? code.startsWith(one.slice(0, -1)) : code === one));
}

/** What became of the call that ended with this error of the SDK. */
export function failureKind(error: unknown): FailureKind {
  const { $metadata: metadata } = error as SdkError;
  const name = codeIn(error as SdkError);
  if (THROTTLED.test(name)) return 'throttled';
  if (DENIED.test(name)) return 'denied';
  const status = metadata?.httpStatusCode;
  // What is used up is told with a server error's status; it is an answer all the same.
  if (name.startsWith('Insufficient')) return 'refused';
  if (status === undefined || status >= SERVER_ERROR) return 'lost';
  return 'refused';
}

/** Errors of Node, as `connect ECONNREFUSED 127.0.0.1:9`. */
const UNREACHED =
  /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b|did not establish a connection/;

/** Whether nobody is where the call went. */
export const isUnreached = (error: unknown): boolean =>
  error instanceof Error && UNREACHED.test(`${error.message} ${'code' in error ? error.code : ''}`);

/** Whether a Refusal is AWS's own no, so that the call certainly had no effect. */
export function isAnswer(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return false;
  return cause.cause instanceof Error ? isAnswer(cause) : ['refused', 'denied'].includes(failureKind(cause));
}
