import { connect } from 'node:net';
import type { Check } from '../back-end.ts';

const PATIENCE_MS = 2_000;

/** Whether a machine takes a connection, or says 200 to a path, as load balancers ask. */
export async function answers(address: string, { port, path }: Check): Promise<boolean> {
  if (path === undefined) return await takesConnection(address, port);
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return (await fetch(`http://${address}:${port}${path}`, { signal, redirect: 'manual' })).status === 200;
  } catch {
    return false;
  }
}

function takesConnection(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS });
    const end = (isWell: boolean) => {
      socket.destroy();
      resolve(isWell);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}
