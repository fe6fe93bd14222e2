import { createHash } from 'node:crypto';
import { type Digest, digestOf, hexDigest, hexOf } from '../../naming/digest.ts';
import { type BytePath, bytePath } from '../byte-path.ts';
import { inPieces } from '../canonical-tar.ts';
import { mergedTar } from '../merged-tar.ts';
import { readLayer } from '../read-layer.ts';
import type { Snapshot } from '../snapshot.ts';
import type { TarHeader } from '../tar-entry.ts';
import { encodeHeader, paddingOf, TAR_END } from '../tar-write.ts';
import { ociLayer } from './oci-layer.ts';

/** What an OCI image says of itself. */
export interface OciDescription {
  /** `name:version`, as the image is to be called where it is loaded. */
  readonly reference: string;
  readonly created: Date;
  /** As Go calls it: `amd64`. */
  readonly architecture: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}

/** More layers than this podman and docker do not mount. */
const MOST_LAYERS = 100;

/**
 * An OCI image layout as a tar (`oci-archive:` of skopeo and podman): a layer for each snapshot of the chain, not
 * compressed, so that its digests depend on nothing but the snapshots. The layers are read twice.
 */
export async function* ociArchive(chain: readonly Snapshot[], image: OciDescription): AsyncGenerator<Buffer> {
  const layers =
    chain.length > MOST_LAYERS ? [() => mergedTar(chain)] : chain.map((one) => () => ociLayer(readLayer(one)));
  const described: Descriptor[] = [];
  for (const layer of layers) described.push(await describe(layer()));
  const config = jsonBlob('application/vnd.oci.image.config.v1+json', configOf(described, image));
  const manifest = jsonBlob(MANIFEST, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: config.descriptor,
    layers: described,
  });
  yield* inPieces(layout(described, layers, [config, manifest], indexOf(manifest.descriptor, image)));
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

type Blob = { readonly descriptor: Descriptor; readonly bytes: Buffer };

async function* layout(
  described: readonly Descriptor[],
  layers: readonly (() => AsyncGenerator<Buffer>)[],
  blobs: readonly Blob[],
  index: Buffer,
): AsyncGenerator<Buffer> {
  yield* file('oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}'));
  yield* file('index.json', index);
  for (const folder of ['blobs', 'blobs/sha256']) yield header(folder, 'directory', 0);
  for (const { descriptor, bytes } of blobs) yield* file(blobPath(descriptor), bytes);
  for (const [at, layer] of layers.entries()) {
    const descriptor = described[at];
    if (!descriptor) throw new Error('a layer without a descriptor');
    yield header(blobPath(descriptor), 'file', descriptor.size);
    yield* layer();
    yield paddingOf(descriptor.size);
  }
  yield TAR_END;
}

async function describe(layer: AsyncIterable<Buffer>): Promise<Descriptor> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of layer) {
    hash.update(piece);
    size += piece.length;
  }
  return { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: hexDigest(hash.digest('hex')), size };
}

function configOf(layers: readonly Descriptor[], { created, architecture, labels }: OciDescription): object {
  return {
    created: created.toISOString(),
    architecture,
    os: 'linux',
    config: { Cmd: ['/sbin/init'], Labels: labels, StopSignal: 'SIGRTMIN+3' },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    history: layers.map(() => ({ created: created.toISOString(), created_by: 'rolebake' })),
  };
}

const indexOf = (manifest: Descriptor, { reference }: OciDescription): Buffer =>
  Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [{ ...manifest, annotations: { 'org.opencontainers.image.ref.name': reference } }],
    }),
  );

function jsonBlob(mediaType: string, value: object): Blob {
  const bytes = Buffer.from(JSON.stringify(value));
  return { descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length }, bytes };
}

const blobPath = ({ digest }: Descriptor) => `blobs/sha256/${hexOf(digest)}`;

function* file(path: string, bytes: Buffer): Generator<Buffer> {
  yield header(path, 'file', bytes.length);
  yield bytes;
  yield paddingOf(bytes.length);
}

function header(path: string, type: TarHeader['type'], size: number): Buffer {
  const none = { uid: 0, gid: 0, mtime: 0, major: 0, minor: 0, target: '' as BytePath, xattrs: new Map() };
  return encodeHeader({ path: bytePath(path), type, mode: type === 'directory' ? 0o755 : 0o644, size, ...none });
}
