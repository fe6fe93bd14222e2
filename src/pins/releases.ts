import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hexDigest } from '../naming/digest.ts';
import { fileDigest } from '../naming/file-digest.ts';
import { Refusal } from '../problem/problem.ts';
import { type Pinned, pinKey, pinText, placeOf } from './pinned.ts';

/** Where released modules and cookbooks are. */
export interface Registries {
  /** A Puppet Forge: `https://forgeapi.puppet.com`. */
  readonly forge: string;
  /** A Chef Supermarket: `https://supermarket.chef.io`. */
  readonly supermarket: string;
}

/** One file of a registry. */
interface Release {
  readonly url: string;
  /** What the registry says that its bytes are. */
  readonly sha256?: string;
}

const PATIENCE_MS = 300_000;

/** Downloads the archive of a release. Refuses with `unknown-pin`, `pin-changed` or `mirror-failed`. */
export async function downloadRelease(
  pinned: Pinned,
  version: string,
  registries: Registries,
  file: string,
): Promise<void> {
  const { url, sha256 } = await releaseOf(pinned, version, registries);
  const { body } = await get(pinned, url);
  try {
    await pipeline(body === null ? Readable.from([]) : Readable.fromWeb(body), createWriteStream(file));
  } catch (error) {
    throw unreachable(url, error as Error);
  }
  if (sha256 === undefined || (await fileDigest(file)) === hexDigest(sha256.toLowerCase())) return;
  const message = `${pinKey(pinned)} ${version}: the bytes of ${url} are not those that the registry names`;
  throw new Refusal({ code: 'pin-changed', message, ...placeOf(pinned) });
}

/** Asks the registry by its API: the Forge's v3 releases, the Supermarket's v1 cookbooks. */
async function releaseOf(pinned: Pinned, version: string, { forge, supermarket }: Registries): Promise<Release> {
  const { kind, name } = pinned;
  if (kind === 'module') {
    const url = `${forge}/v3/releases/${encodeURIComponent(`${name.replace('/', '-')}-${version}`)}`;
    const { file_uri: path, file_sha256: sha256 } = await getJson(pinned, url);
    if (typeof path !== 'string') throw unreachable(url, new Error('the answer has no file_uri'));
    return { url: absolute(path, url), ...(typeof sha256 === 'string' ? { sha256 } : {}) };
  }
  const url = `${supermarket}/api/v1/cookbooks/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`;
  const { file } = await getJson(pinned, url);
  if (typeof file !== 'string') throw unreachable(url, new Error('the answer has no file'));
  return { url: absolute(file, url) };
}

function absolute(told: string, from: string): string {
  if (URL.canParse(told, from)) return new URL(told, from).href;
  throw unreachable(from, new Error(`the answer has ${JSON.stringify(told)}, which is no URL`));
}

async function getJson(pinned: Pinned, url: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await get(pinned, url);
  try {
    return ((await response.json()) ?? {}) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw unreachable(url, error as Error);
  }
}

async function get(pinned: Pinned, url: string): Promise<Response> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch((error: Error) => {
    throw unreachable(url, error);
  });
  if (response.ok) return response;
  if (response.status !== 404) throw unreachable(url, new Error(`it answers ${response.status}`));
  const message = `there is no ${pinKey(pinned)} ${pinText(pinned.pin)} at ${new URL(url).origin}`;
  throw new Refusal({ code: 'unknown-pin', message, ...placeOf(pinned), ...hintOf(pinned) });
}

const hintOf = ({ kind, name }: Pinned): { readonly hint?: string } =>
  kind === 'module' && !/[/-]/.test(name) ? { hint: `a Forge has it by its owner: OWNER/${name}` } : {};

function unreachable(url: string, error: Error): Refusal {
  const cause = error.cause instanceof Error ? error.cause.message : error.message;
  const hint = 'another registry is named in rolebake.yaml: forge, supermarket';
  return new Refusal({ code: 'mirror-failed', message: `${url}: ${cause}`, hint }, { cause: error });
}
