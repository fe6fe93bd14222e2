import { createHash, generateKeyPairSync, randomInt } from 'node:crypto';

/** An ed25519 key pair in OpenSSH's own forms: `-----BEGIN OPENSSH PRIVATE KEY-----` and `ssh-ed25519 AAAA... comment`. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

const KEY_TYPE = 'ssh-ed25519';
const CIPHER_BLOCK = 8;

/**
 * Makes a fresh ed25519 key pair. Written out by hand (OpenSSH's PROTOCOL.key), because
 * ssh2 1.17's own generator makes a key it cannot read in 4 of 1000 cases.
 */
export function generateKeyPair(comment: string): KeyPair {
  if (/[^\x21-\x7e]/.test(comment)) throw new Error('a key comment is one word of ASCII');
  const { x: point = '', d: seed = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const publicBytes = Buffer.from(point, 'base64url');
  const blob = Buffer.concat([field(KEY_TYPE), field(publicBytes)]);
  const secret = Buffer.concat([Buffer.from(seed, 'base64url'), publicBytes]);
  return {
    privateKey: armour(Buffer.concat([envelope(blob), field(secretSection(blob, secret, comment))])),
    publicKey: `${KEY_TYPE} ${blob.toString('base64')} ${comment}`.trimEnd(),
  };
}

/** A public key as it travels in the protocol. */
export type HostKey = Buffer;

/** The bytes of a public key of ours, from its `ssh-ed25519 AAAA...` line. */
export function publicKeyBytes(publicKey: string): HostKey {
  const key = hostKeyIn(publicKey);
  if (!key || keyType(key) !== KEY_TYPE) throw new Error(`not an ${KEY_TYPE} public key`);
  return key;
}

/** The key of a line as `TYPE BASE64 comment`; undefined where it is none. */
export function hostKeyIn(line: string): HostKey | undefined {
  const [type = '', base64 = ''] = line.trim().split(/\s+/);
  const key = Buffer.from(base64, 'base64');
  return type !== '' && keyType(key) === type ? key : undefined;
}

/** The type that a key says it is of, as `ssh-ed25519`; empty where it is no key. */
export function keyType(key: HostKey): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  return key.length > 4 + length ? key.toString('latin1', 4, 4 + length) : '';
}

/** The fingerprint as ssh-keygen -l prints it: `SHA256:` and unpadded base64. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

function envelope(blob: Buffer): Buffer {
  const unencrypted = [field('none'), field('none'), field('')];
  return Buffer.concat([Buffer.from('openssh-key-v1\0'), ...unencrypted, uint32(1), field(blob)]);
}

function secretSection(blob: Buffer, secret: Buffer, comment: string): Buffer {
  const check = uint32(randomInt(2 ** 32));
  const section = Buffer.concat([check, check, blob, field(secret), field(comment)]);
  const missing = (CIPHER_BLOCK - (section.length % CIPHER_BLOCK)) % CIPHER_BLOCK;
  return Buffer.concat([section, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}

function armour(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}

function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
