import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Files = Readonly<Record<string, string>>;

/** Writes files below a folder. */
export function writeAll(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** The gzipped tar of files, below one folder as registries have it. */
export function released(folder: string, files: Files): Buffer {
  const work = mkdtempSync(join(tmpdir(), 'rolebake-release-'));
  writeAll(join(work, folder), files);
  const tar = execFileSync('tar', ['--create', '--gzip', '-C', work, folder]);
  rmSync(work, { recursive: true });
  return tar;
}

/**
 * A Puppet Forge (v3 releases) and a Chef Supermarket (v1 cookbooks) on one port: neither can be had in a test. Answers
 * by path are the test's to set.
 */
export class Registry implements AsyncDisposable {
  readonly answers = new Map<string, Buffer | number>();
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Registry> {
    const server = createServer();
    const registry = new Registry(server);
    server.on('request', ({ url = '' }, response) => {
      registry.asked.push(url);
      const answer = registry.answers.get(url) ?? 404;
      response.writeHead(typeof answer === 'number' ? answer : 200).end(typeof answer === 'number' ? '' : answer);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A module's release, as the Forge tells of it. */
  module(name: string, version: string, tar: Buffer, sha256 = createHash('sha256').update(tar).digest('hex')): void {
    const slug = `${name.replace('/', '-')}-${version}`;
    const release = { slug, file_uri: `/v3/files/${slug}.tar.gz`, file_sha256: sha256 };
    this.answers.set(`/v3/releases/${slug}`, Buffer.from(JSON.stringify(release)));
    this.answers.set(`/v3/files/${slug}.tar.gz`, tar);
  }

  /** A cookbook's version, as the Supermarket tells of it. */
  cookbook(name: string, version: string, tar: Buffer): void {
    const path = `/api/v1/cookbooks/${name}/versions/${version}`;
    const told = { version, file: `${this.url}${path}/download` };
    this.answers.set(path, Buffer.from(JSON.stringify(told)));
    this.answers.set(`${path}/download`, tar);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
