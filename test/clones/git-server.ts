import { realEffects } from '../../src/host/effects.ts';
import type { Machine } from '../../src/machines/machines.ts';
import type { KeyPair } from '../../src/ssh/keys.ts';
import { buildOsTree } from '../../src/streams/os.ts';
import { login, type TestMachines, testMachines, testSpec } from '../fixtures/test-machines.ts';

/** Debian's git, and its web server with the CGI of git's smart protocol. */
const PACKAGES = ['git', 'nginx-light', 'fcgiwrap', 'openssl'];

const SITE = `server {
  listen 80;
  listen 443 ssl;
  ssl_certificate /etc/nginx/server.pem;
  ssl_certificate_key /etc/nginx/server.key;
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

/**
 * Makes three empty repositories: one that root has, for ssh, and two of the web server. The server's certificate is of
 * an authority of its own, which is printed. `$1`: the address.
 */
const SETUP = `set -eu
for name in ssh http https; do git init --quiet --bare --initial-branch=main "/srv/git/$name.git"; done
for name in http https; do
  git -C "/srv/git/$name.git" config http.receivepack true
  chown -R www-data: "/srv/git/$name.git"
done
cat >/etc/nginx/sites-enabled/default
cd /etc/nginx
new="req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
openssl $new -x509 -subj '/CN=a test authority' -keyout authority.key -out authority.pem 2>/dev/null
openssl $new -subj "/CN=$1" -addext "subjectAltName=IP:$1" -keyout server.key -out server.csr 2>/dev/null
openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key -copy_extensions copy -days 2 -out server.pem 2>/dev/null
systemctl restart fcgiwrap.socket nginx
cat authority.pem
`;

/** A machine with real git servers. */
export interface GitServer extends AsyncDisposable {
  readonly machine: Machine;
  readonly user: KeyPair;
  readonly urls: Readonly<Record<'ssh' | 'http' | 'https' | 'closed', string>>;
  /** The certificate of the authority that its own certificate is of. */
  readonly authority: string;
}

/** Launches the machine and starts its servers. */
export async function gitServer(): Promise<GitServer> {
  const area: TestMachines = await testMachines();
  const tree = await buildOsTree({ suite: 'bookworm', packages: PACKAGES }, realEffects);
  const spec = await testSpec('git-server', { layers: [tree.dir] });
  const machine = await area.machines.launch(spec);
  await using ssh = await login(machine, spec.user);
  const at = machine.address;
  const { code, stdout, stderr } = await ssh.run(['sh', '-c', SETUP, 'sh', at], { input: SITE });
  if (code !== 0) throw new Error(`the servers do not start: ${stderr}`);
  return {
    machine,
    user: spec.user,
    authority: String(stdout),
    urls: {
      ssh: `ssh://root@${at}/srv/git/ssh.git`,
      http: `http://${at}/http.git`,
      https: `https://${at}/https.git`,
      closed: `http://${at}/closed/http.git`,
    },
    [Symbol.asyncDispose]: () => area[Symbol.asyncDispose](),
  };
}
