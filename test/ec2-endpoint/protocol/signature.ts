import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Whether a POST to `/` is signed with a secret (signature version 4). */
export function isSignedWith(secret: string, headers: IncomingHttpHeaders, body: string): boolean {
  const [, credential = '', names = '', signature = ''] =
    /Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/.exec(headers.authorization ?? '') ?? [];
  const [, date = '', region = '', service = '', end = ''] = credential.split('/');
  const lines = names.split(';').map((name) => `${name}:${headers[name]}`);
  const request = ['POST', '/', '', ...lines, '', names, digest(body)].join('\n');
  const scope = [date, region, service, end];
  const key = scope.reduce<string | Buffer>((above, part) => hmac(above, part), `AWS4${secret}`);
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope.join('/'), digest(request)].join('\n');
  return hmac(key, text).toString('hex') === signature;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
