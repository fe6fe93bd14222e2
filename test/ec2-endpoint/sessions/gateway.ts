import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { encodeMessage, TYPE } from '../../../src/machines/ec2/session/message.ts';
import type { Cloud } from '../state/cloud.ts';
import { AgentChannel } from './agent-channel.ts';
import type { Session } from './sessions.ts';

/** The service that clients and agents speak through: each session's token once, then messages, as lost as faults will. */
export function serveSessions(server: Server, cloud: Cloud): void {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const id = /^\/v1\/data-channel\/([^/?]+)\?role=publish_subscribe$/.exec(request.url ?? '')?.[1] ?? '';
    const session = cloud.sessions.open.get(id);
    if (session) sockets.handleUpgrade(request, socket, head, (client) => attend(cloud, session, client));
    else socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
  });
}

function attend(cloud: Cloud, session: Session, client: WebSocket): void {
  client.once('message', (greeting, isBinary) => {
    if (isBinary || !isGreeting(greeting.toString(), session)) return client.close(1008, 'no token of this session');
    client.send(service(TYPE.start, ''));
    connect(cloud, session, client);
  });
}

/** What the plugin's OpenDataChannelInput holds. */
function isGreeting(text: string, { token }: Session): boolean {
  const { MessageSchemaVersion, RequestId, TokenValue, ClientId, ClientVersion } = JSON.parse(text);
  const words = [RequestId, ClientId, ClientVersion];
  const isWhole = words.every((word) => typeof word === 'string' && word.length > 0);
  return MessageSchemaVersion === '1.0' && TokenValue === token && isWhole;
}

function connect(cloud: Cloud, session: Session, client: WebSocket): void {
  let count = 0;
  /** A message on its way, in either direction. */
  const carry = async (deliver: () => void) => {
    count += 1;
    const fate = cloud.faults.disturbs(count);
    if (fate === 'late') await sleep(30);
    if (fate !== 'lost') deliver();
  };
  const close = (words: string) => {
    cloud.sessions.open.delete(session.id);
    client.send(service(TYPE.closed, JSON.stringify({ SessionId: session.id, Output: words })));
    client.close();
  };
  const agent = new AgentChannel({
    send: (bytes) => void carry(() => client.send(bytes)),
    dial: () => cloud.backEnd.connect(session.instanceId, session.port),
    port: session.port,
    closed: close,
  });
  client.on('message', (bytes: RawData) => void carry(() => agent.receive(bytes as Buffer)));
  client.once('close', () => agent.end());
  session.end = () => close('');
}

/** A message of the service itself. */
const service = (type: string, text: string): Buffer =>
  encodeMessage({
    ...{ type, createdAt: Date.now(), sequence: 0, flags: 3, id: randomUUID(), payloadType: 0 },
    payload: Buffer.from(text),
  });
