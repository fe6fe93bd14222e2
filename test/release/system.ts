import { Team } from '../cli/team.ts';

/**
 * A web server in the Perl that every Debian has: shows its version and its flag, is ill where the flag says so. It knows one
 * path of the two that ask it how it is.
 */
const SERVER = `#!/usr/bin/perl
use strict;
use IO::Socket::INET;
my $version = VERSION;
my $greeting = $ENV{GREETING};
if ($version == 3 && open my $token, '<', '/run/web/token') { print STDERR 'my token is ', <$token>, "\n" }
my $server = IO::Socket::INET->new(LocalPort => PORT, Listen => 128, ReuseAddr => 1) or die;
$SIG{CHLD} = 'IGNORE';
while (my $client = $server->accept) {
  next if fork;
  while (my $first = <$client>) {
    while (my $line = <$client>) { last if $line eq "\\r\\n" }
    sleep 3 if $first =~ m{ /slow };
    my $status = $first =~ m{ /(healthz|ready) } && "/$1" ne 'HEALTH' ? '404 None' : $first =~ m{ /healthz } && $version == 3 && $greeting =~ /test/ ? '500 Ill' : '200 OK';
    my $body = "version $version says $greeting\\n";
    print $client "HTTP/1.1 $status\\r\\nContent-Length: " . length($body) . "\\r\\n\\r\\n$body";
  }
  exit;
}
`;

const indented = (text: string): string => text.replace(/^(?=.)/gm, '      ');

/** The profile of a web server of this version. */
export const webProfile = (version: number, port = 8080, health = '/healthz'): Record<string, string> => ({
  'catalog/profiles/web_server.yaml': `profile: web_server
parameters:
  port: {type: port, default: ${port}}
listens: [port]
resources:
  - user: web
    system: true
  - file: /usr/local/bin/serve
    mode: "0755"
    content: |
${indented(SERVER.replace('VERSION', String(version)).replace('PORT', String(port)).replace('HEALTH', health))}
  - unit: web
    exec: /usr/local/bin/serve
    user: web
    flags: {GREETING: environment, TOKEN: {file: /run/web/token}}
`,
});

/** A system of two roles: web behind its balancer, and a worker that knows where that is. */
const FILES: Readonly<Record<string, string>> = {
  'catalog/catalog.yaml': 'catalog: system\nos: debian-12\n',
  'catalog/roles/web.yaml': `role: web
uses: [web_server]
flags:
  GREETING: {type: string, example: nothing}
  TOKEN: {type: string, secret: true}
serves: {http: {port: 8080, health: /healthz}}
`,
  'catalog/profiles/worker.yaml': `profile: worker
resources:
  - user: worker
    system: true
  - unit: worker
    exec: /usr/bin/sleep infinity
    user: worker
    flags: {PAGES: environment}
`,
  'catalog/roles/worker.yaml': 'role: worker\nuses: [worker]\nflags: {PAGES: {type: url}}\n',
  'catalog/releases/system.yaml': `release: system
zone: system.example
roles:
  web: {count: 2, balances: {http: {port: 80}}}
  worker: {after: [web], connects: {PAGES: web.http}}
`,
  'environments/test.yaml': `environment: test
flags:
  GREETING: hello test
  TOKEN: {file: secrets/token}
`,
  'environments/staging.yaml': `environment: staging
flags:
  TOKEN: {variable: STAGING_TOKEN}
roles:
  web: {count: 1, flags: {GREETING: {command: [sh, -c, "echo once >>asked; echo hello staging"]}}}
`,
  'secrets/token': 'open-sesame\n',
};

/** The repository of the system with its first version. */
export const systemFiles = (): Record<string, string> => ({ ...FILES, ...webProfile(1) });

/** A repository with the system, baked and cut as release 1. */
export async function systemTeam(): Promise<Team> {
  const team = await Team.of(systemFiles());
  await team.run('os', 'update');
  await team.run('bake', '--all');
  await team.run('release', 'cut', 'system');
  return team;
}
