import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTree } from '../image.ts';
import type { Team } from '../team.ts';

/** What no image may hold: the converger, keys, identity, caches. Patterns over whole paths. */
const FORBIDDEN = [
  /^\/(opt|etc)\/(puppetlabs|puppet|chef|cinc|rolebake)/,
  /^\/(run|var\/lib|var\/cache|opt)\/rolebake/,
  /\/(puppet|chef-client|cinc-client|ohai|facter|ruby)$/,
  /^\/etc\/ssh\/ssh_host_/,
  /^\/root\/\.ssh/,
  /^\/etc\/(hostname|resolv\.conf)$/,
  /^\/var\/lib\/apt\/lists\/.*_/,
  /^\/var\/cache\/apt\/.*\.(bin|deb)$/,
  /^\/var\/lib\/systemd\/random-seed$/,
  /^\/(tmp|var\/tmp|run)\/./,
];

/** What is true of the images themselves, whichever tool made them. */
export function imageFacts(team: () => Team): void {
  test.each(['web', 'worker'])('the image of %s holds no converger, key, identity, cache or log', async (role) => {
    const tree = await readTree(team(), `role/${role}`);
    const paths = [...tree.keys()];
    expect(paths.length).toBeGreaterThan(5_000);
    expect(paths.filter((path) => FORBIDDEN.some((pattern) => pattern.test(path)))).toEqual([]);
    const logs = paths.filter((path) => path.startsWith('/var/log/') && tree.get(path)?.kind === 'f');
    expect(logs.filter((path) => tree.get(path)?.size !== 0)).toEqual([]);
    expect(tree.get('/etc/machine-id')).toMatchObject({ kind: 'f', size: 0 });
    expect(tree.get(join('/opt/shop/bin/shop'))).toMatchObject({ kind: 'f', mode: '755', owner: '0:0' });
  });
}
