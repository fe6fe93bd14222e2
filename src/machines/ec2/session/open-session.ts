import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Output } from '../api/actions.ts';
import type { Region } from '../api/region.ts';
import { CLIENT_VERSION } from './handshake.ts';
import { SessionChannel } from './session-channel.ts';

/** The document that AWS has for ssh: a session with a port, whose stream is ssh's own. */
export const SSH_DOCUMENT = 'AWS-StartSSHSession';
const SSH_PORT = '22';
const OPENING_MS = 20_000;

/**
 * Opens a session of the Session Manager with a machine's port 22, and gives its stream; the session ends with it. `ending`
 * gets what is then still to be waited for. Rejects with AWS's answer, or with why the session did not begin.
 */
export async function openSession(
  region: Region,
  instance: string,
  ending: (end: Promise<unknown>) => void,
): Promise<Duplex> {
  const session = await region.send('StartSession', {
    ...{ Target: instance, DocumentName: SSH_DOCUMENT, Parameters: { portNumber: [SSH_PORT] } },
  });
  const channel = channelOf(session);
  const { SessionId } = session;
  channel.once('close', () => ending(region.send('TerminateSession', { SessionId }).catch(() => undefined)));
  const patience = setTimeout(() => channel.lost(`the agent says nothing within ${OPENING_MS / 1_000} s`), OPENING_MS);
  try {
    await channel.opened;
    return channel;
  } finally {
    clearTimeout(patience);
  }
}

function channelOf({ StreamUrl = '', TokenValue = '' }: Output<'StartSession'>): SessionChannel {
  const socket = new WebSocket(StreamUrl);
  socket.binaryType = 'arraybuffer';
  const send = (bytes: Buffer) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(Uint8Array.from(bytes));
  };
  const channel = new SessionChannel({ send, nowMs: () => performance.now() });
  channel.on('error', () => undefined).once('close', () => socket.close());
  socket.addEventListener('open', () => socket.send(greeting(TokenValue)));
  socket.addEventListener('message', ({ data }) => {
    if (data instanceof ArrayBuffer) channel.receive(Buffer.from(data));
  });
  socket.addEventListener('error', () => channel.lost('the connection to the Session Manager failed'));
  socket.addEventListener('close', () => channel.lost('the connection to the Session Manager was closed'));
  return channel;
}

/** What the service wants to hear first. */
const greeting = (token: string): string =>
  JSON.stringify({
    ...{ MessageSchemaVersion: '1.0', RequestId: randomUUID(), TokenValue: token },
    ...{ ClientId: randomUUID(), ClientVersion: CLIENT_VERSION },
  });
