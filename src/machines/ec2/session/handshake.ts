import { contentOf, objectOf } from './message.ts';

/** The version of the protocol that we speak, which is the plugin's. */
export const CLIENT_VERSION = '1.2.0.0';

const SUCCESS = 1;
const UNSUPPORTED = 3;

/** The answer to the agent's request, and what of it we cannot do: anything but a session with a port. */
export function handshakeResponse(request: Buffer): { readonly response: Buffer; readonly errors: readonly string[] } {
  const { RequestedClientActions: actions } = contentOf(request);
  const answers = (Array.isArray(actions) ? actions : []).map(objectOf).map(({ ActionType, ActionParameters }) => {
    const isPort = ActionType === 'SessionType' && objectOf(ActionParameters)['SessionType'] === 'Port';
    const error = isPort ? '' : `Unsupported action ${JSON.stringify(ActionType)}`;
    return { ActionType, ActionStatus: isPort ? SUCCESS : UNSUPPORTED, ActionResult: null, Error: error };
  });
  const errors = answers.flatMap((answer) => answer.Error || []);
  const response = { ClientVersion: CLIENT_VERSION, ProcessedClientActions: answers, Errors: errors };
  return { response: Buffer.from(JSON.stringify(response)), errors };
}
