/** What the agent asks of a client before a session begins. */
interface HandshakeRequest {
  readonly AgentVersion?: string;
  readonly RequestedClientActions?: readonly { readonly ActionType: string; readonly ActionParameters?: unknown }[];
}

/** The version of the protocol that we speak, which is the plugin's. */
export const CLIENT_VERSION = '1.2.0.0';

const SUCCESS = 1;
const UNSUPPORTED = 3;

/** The answer to the agent's request, and what of it we cannot do: anything but a session with a port. */
export function handshakeResponse(request: Buffer): { readonly response: Buffer; readonly errors: readonly string[] } {
  const { RequestedClientActions: actions = [] } = JSON.parse(request.toString('utf8')) as HandshakeRequest;
  const answers = actions.map(({ ActionType, ActionParameters }) => {
    const isPort = ActionType === 'SessionType' && sessionType(ActionParameters) === 'Port';
    const error = isPort ? '' : `Unsupported action ${ActionType}`;
    return { ActionType, ActionStatus: isPort ? SUCCESS : UNSUPPORTED, ActionResult: null, Error: error };
  });
  const errors = answers.flatMap((answer) => answer.Error || []);
  const response = { ClientVersion: CLIENT_VERSION, ProcessedClientActions: answers, Errors: errors };
  return { response: Buffer.from(JSON.stringify(response)), errors };
}

const sessionType = (parameters: unknown): unknown =>
  typeof parameters === 'object' && parameters !== null && 'SessionType' in parameters
    ? parameters.SessionType
    : undefined;
