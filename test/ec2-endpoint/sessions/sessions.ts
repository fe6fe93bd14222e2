import { randomBytes } from 'node:crypto';

/** A session of the Session Manager with an instance. */
export interface Session {
  readonly id: string;
  readonly token: string;
  readonly instanceId: string;
  readonly port: number;
  /** Why it was begun, in the words of whoever did. */
  readonly reason: string;
  /** Ends what is connected to it. */
  end: () => void;
}

/** The sessions that are open. */
export class Sessions {
  readonly open = new Map<string, Session>();
  /** Where clients connect to, as `ws://127.0.0.1:1234`. */
  address = '';
  private last = 0;

  begin(instanceId: string, port: number, reason: string): Session {
    this.last += 1;
    const id = `baker-${this.last.toString(16).padStart(17, '0')}`;
    const token = randomBytes(48).toString('base64');
    const session = { id, token, instanceId, port, reason, end: () => undefined };
    this.open.set(id, session);
    return session;
  }

  streamUrl({ id }: Session): string {
    return `${this.address}/v1/data-channel/${id}?role=publish_subscribe`;
  }

  end(id: string): void {
    const session = this.open.get(id);
    this.open.delete(id);
    session?.end();
  }
}
