import { readFile } from 'node:fs/promises';
import { realEffects } from '../../../../src/host/effects.ts';
import { runChecked } from '../../../../src/host/processes.ts';

/** A certificate for some names, which vouches for itself. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** What OpenSSL finds it by in a folder of certificates that are trusted. */
  readonly hash: string;
}

/** Makes one, for two days, in a folder that is there. */
export async function makeCertificate(folder: string, names: readonly string[]): Promise<Certificate> {
  const [key, cert] = [`${folder}/key.pem`, `${folder}/cert.pem`];
  const alternatives = names.map((name) => `DNS:${name}`).join(',');
  await runChecked(realEffects.run, {
    argv: [
      ...(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'] as const),
      ...['-days', '2', '-subj', '/CN=AWS of a test', '-addext', `subjectAltName=${alternatives}`],
      ...['-keyout', key, '-out', cert],
    ],
  });
  const hash = await runChecked(realEffects.run, { argv: ['openssl', 'x509', '-hash', '-noout', '-in', cert] });
  const [keyText, certText] = await Promise.all([key, cert].map((path) => readFile(path, 'utf8')));
  return { key: keyText ?? '', cert: certText ?? '', hash: hash.trim() };
}
