import { realEffects } from '../../src/host/effects.ts';
import type { Machine } from '../../src/machines/machines.ts';
import type { KeyPair } from '../../src/ssh/keys.ts';
import { buildOsTree } from '../../src/streams/os.ts';
import { login, type TestMachines, testMachines, testSpec } from '../fixtures/test-machines.ts';

/** Debian's git, and its web server with the CGI of git's smart protocol. */
const PACKAGES = ['git', 'nginx-light', 'fcgiwrap'];

const SITE = `server {
  listen 80;
  client_max_body_size 0;
  location ~ ^/closed/ { return 403; }
  location / {
    include fastcgi_params;
    fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
    fastcgi_param GIT_HTTP_EXPORT_ALL "";
    fastcgi_param GIT_PROJECT_ROOT /srv/git;
    fastcgi_param PATH_INFO $uri;
    fastcgi_param REMOTE_USER ann;
    fastcgi_pass unix:/run/fcgiwrap.socket;
  }
}
`;

/** Makes two empty repositories: one that root has, for ssh, and one of the web server. */
const SETUP = `set -eu
for name in ssh http; do git init --quiet --bare --initial-branch=main "/srv/git/$name.git"; done
git -C /srv/git/http.git config http.receivepack true
chown -R www-data: /srv/git/http.git
cat >/etc/nginx/sites-enabled/default
systemctl restart fcgiwrap.socket nginx
`;

/** A machine with real git servers. */
export interface GitServer extends AsyncDisposable {
  readonly machine: Machine;
  readonly user: KeyPair;
  readonly urls: { readonly ssh: string; readonly http: string; readonly closed: string };
}

/** Launches the machine and starts its servers. */
export async function gitServer(): Promise<GitServer> {
  const area: TestMachines = await testMachines();
  const tree = await buildOsTree({ suite: 'bookworm', packages: PACKAGES }, realEffects);
  const spec = await testSpec('git-server', { layers: [tree.dir] });
  const machine = await area.machines.launch(spec);
  await using ssh = await login(machine, spec.user);
  const { code, stderr } = await ssh.run(['sh', '-c', SETUP], { input: SITE });
  if (code !== 0) throw new Error(`the servers do not start: ${stderr}`);
  const at = machine.address;
  return {
    machine,
    user: spec.user,
    urls: {
      ssh: `ssh://root@${at}/srv/git/ssh.git`,
      http: `http://${at}/http.git`,
      closed: `http://${at}/closed/http.git`,
    },
    [Symbol.asyncDispose]: () => area[Symbol.asyncDispose](),
  };
}
