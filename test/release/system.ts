import { Team } from '../cli/team.ts';

/** A web server in the Perl that every Debian has: shows its version and its flag, is ill where the flag says so. */
const SERVER = `#!/usr/bin/perl
use strict;
use IO::Socket::INET;
my $version = VERSION;
my $greeting = $ENV{GREETING};
my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 128, ReuseAddr => 1) or die;
$SIG{CHLD} = 'IGNORE';
while (my $client = $server->accept) {
  next if fork;
  while (my $first = <$client>) {
    while (my $line = <$client>) { last if $line eq "\\r\\n" }
    my $status = $first =~ m{ /healthz } && $version == 3 && $greeting =~ /test/ ? '500 Ill' : '200 OK';
    my $body = "version $version says $greeting\\n";
    print $client "HTTP/1.1 $status\\r\\nContent-Length: " . length($body) . "\\r\\n\\r\\n$body";
  }
  exit;
}
`;

const indented = (text: string): string => text.replace(/^(?=.)/gm, '      ');

/** The profile of a web server of this version. */
export const webProfile = (version: number): Record<string, string> => ({
  'catalog/profiles/web_server.yaml': `profile: web_server
parameters:
  port: {type: port, default: 8080}
listens: [port]
resources:
  - user: web
    system: true
  - file: /usr/local/bin/serve
    mode: "0755"
    content: |
${indented(SERVER.replace('VERSION', String(version)))}
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
  web: {count: 1, flags: {GREETING: hello staging}}
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
