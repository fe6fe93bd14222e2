import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Output } from '../api/actions.ts';
import { allPages } from '../api/pages.ts';
import type { Region } from '../api/region.ts';
import { CLIENT_VERSION } from './handshake.ts';
import { SessionChannel } from './session-channel.ts';

/** The document that AWS has for ssh: a session with a port, whose stream is ssh's own. */
export const SSH_DOCUMENT = 'AWS-StartSSHSession';
const SSH_PORT = '22';
/** AWS's longest page of sessions. */
const PAGE = 200;
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
  const { session, end } = await begin(region, instance, ending);
  const channel = channelOf(session);
  channel.once('close', () => ending(end()));
  const patience = setTimeout(() => channel.lost(`the agent says nothing within ${OPENING_MS / 1_000} s`), OPENING_MS);
  try {
    await channel.opened;
    return channel;
  } finally {
    clearTimeout(patience);
  }
}

/** The call has no token: what came of one whose answer was lost has the same reason, and ends with the session. */
async function begin(region: Region, instance: string, ending: (end: Promise<unknown>) => void) {
  const [Reason, lost] = [`rolebake ${randomUUID()}`, { any: false }];
  const end = async (own: readonly string[]) => {
    const same = lost.any ? await withReason(region, instance, Reason).catch(() => []) : [];
    const all = [...new Set([...own, ...same])];
    await Promise.all(all.map((SessionId) => region.send('TerminateSession', { SessionId }).catch(() => undefined)));
  };
  const onLost = () => {
    lost.any = true;
  };
  const call = { DocumentName: SSH_DOCUMENT, Parameters: { portNumber: [SSH_PORT] }, Target: instance, Reason };
  try {
    const session = await region.send('StartSession', call, 1, onLost);
    return { session, end: () => end(session.SessionId === undefined ? [] : [session.SessionId]) };
  } catch (error) {
    if (lost.any) ending(end([]));
    throw error;
  }
}

/** The sessions with a machine that are there for this reason. */
async function withReason(region: Region, instance: string, reason: string): Promise<string[]> {
  const asked = { State: 'Active' as const, Filters: [{ key: 'Target' as const, value: instance }] };
  const all = await allPages(
    (page) => region.send('DescribeSessions', { ...asked, ...page, MaxResults: PAGE }),
    ({ Sessions }) => Sessions,
  );
  return all.flatMap(({ SessionId, Reason }) => (SessionId !== undefined && Reason === reason ? [SessionId] : []));
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
