import { readFileSync } from 'node:fs';

/** The version in rolebake's package.json. */
export const rolebakeVersion = (): string =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
