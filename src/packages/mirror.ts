import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Effects } from '../host/effects.ts';
import type { Digest } from '../naming/digest.ts';
import { makeTemp } from '../snapshots/temp-folders.ts';
import { type ArchiveFile, ArchiveFiles } from './archive-files.ts';
import { download } from './download.ts';
import type { Packages } from './packages.ts';

/** What a mirror has done so far. */
export interface MirrorRecord {
  /** Files that the store had. */
  kept: number;
  /** Files that were downloaded, and their bytes. */
  fetched: number;
  bytes: number;
  /** Files of the state that the store lacks and their server has no more. */
  readonly gone: ArchiveFile[];
  /** What else went wrong. */
  readonly errors: unknown[];
}

const OK = 200;
const NOT_MODIFIED = 304;
const FORBIDDEN = 403;
const NOT_FOUND = 404;
const BAD_GATEWAY = 502;

/**
 * An HTTP proxy for one machine's apt: the servers of an archive as they were in one state. Packages and lists come from the
 * store; what that lacks is downloaded on the host, checked and kept. apt checks signatures and digests as ever. What
 * the state does not know (another suite of a server) is passed on from the server as it is now. No other server is asked.
 */
export class Mirror {
  readonly record: MirrorRecord = { kept: 0, fetched: 0, bytes: 0, gone: [], errors: [] };
  readonly #packages: Packages;
  readonly #files: ArchiveFiles;
  readonly #effects: Effects;
  readonly #signal: AbortSignal;
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  constructor(packages: Packages, state: Digest, effects: Effects, signal: AbortSignal) {
    this.#packages = packages;
    this.#files = new ArchiveFiles(packages, state);
    this.#effects = effects;
    this.#signal = signal;
  }

  /** Answers what is asked on this connection. */
  serve(peer: Duplex): void {
    peer.on('error', () => undefined);
    this.#server.emit('connection', peer);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#answer(request, response);
    } catch (error) {
      this.record.errors.push(error);
      if (response.headersSent) response.destroy();
      else end(response, BAD_GATEWAY);
    }
  }

  async #answer({ url = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#files.isServer(url)) return end(response, FORBIDDEN);
    const file = await this.#files.find(url);
    if (file === undefined) return await this.#pass(url, response);
    if ('list' in file) return await sendList(response, file.list, headers['if-modified-since']);
    const { files } = this.#packages;
    if (await files.has(file.digest)) this.record.kept += 1;
    else if ((await files.fetch({ ...file, signal: this.#signal })) === 'here') this.#count(files.path(file.digest));
    else {
      this.record.gone.push(file);
      return end(response, NOT_FOUND);
    }
    await send(response, files.path(file.digest));
  }

  /** What no list of ours has: for apt to judge. */
  async #pass(uri: string, response: ServerResponse): Promise<void> {
    await using temp = makeTemp(this.#packages.temp, this.#effects);
    const file = join(temp.path, 'file');
    if ((await download({ uri, signal: this.#signal }, file, this.#effects)) === 'gone')
      return end(response, NOT_FOUND);
    this.#count(file);
    await send(response, file);
  }

  #count(path: string): void {
    this.record.fetched += 1;
    this.record.bytes += statSync(path).size;
  }
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Length': 0 }).end();
}

/** A signed index of indexes: apt asks for one only if it is not the one that it has. */
async function sendList(response: ServerResponse, path: string, since: string | undefined): Promise<void> {
  const modified = statSync(path).mtime.toUTCString();
  if (since === modified) return end(response, NOT_MODIFIED);
  await send(response, path, { 'Last-Modified': modified });
}

async function send(response: ServerResponse, path: string, headers: Record<string, string> = {}): Promise<void> {
  response.writeHead(OK, { ...headers, 'Content-Length': statSync(path).size });
  await pipeline(createReadStream(path), response);
}
