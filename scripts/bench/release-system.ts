import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A web server in the Perl that every Debian has: says its version, and nothing else. */
const SERVER = `#!/usr/bin/perl
use strict;
use IO::Socket::INET;
my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 128, ReuseAddr => 1) or die;
$SIG{CHLD} = 'IGNORE';
while (my $client = $server->accept) {
  next if fork;
  while (my $first = <$client>) {
    while (my $line = <$client>) { last if $line eq "\\r\\n" }
    my $body = "version VERSION\\n";
    print $client "HTTP/1.1 200 OK\\r\\nContent-Length: " . length($body) . "\\r\\n\\r\\n$body";
  }
  exit;
}
`;

/** The port of its machines, and a name in its environments: `many` has as many machines as are asked for. */
export const PORT = 8080;
export const hostIn = (environment: string): string => `page.${environment}.bench.example`;

/** Writes a system of one role that needs no package, in this version of its program. */
export async function writeSystem(folder: string, version: number, machines: number): Promise<void> {
  const program = SERVER.replace('VERSION', String(version)).replace(/^(?=.)/gm, '      ');
  const files: Readonly<Record<string, string>> = {
    'catalog/profiles/page_server.yaml': `profile: page_server
parameters:
  port: {type: port, default: ${PORT}}
listens: [port]
resources:
  - user: page
    system: true
  - file: /usr/local/bin/serve
    mode: "0755"
    content: |
${program}
  - unit: page
    exec: /usr/local/bin/serve
    user: page
`,
    'catalog/roles/page.yaml': `role: page\nuses: [page_server]\nserves: {http: {port: ${PORT}, health: /}}\n`,
    'catalog/releases/bench.yaml':
      'release: bench\nzone: bench.example\nroles:\n  page: {count: 2, balances: {http: {port: 80}}}\n',
    'environments/few.yaml': 'environment: few\n',
    'environments/many.yaml': `environment: many\nroles: {page: {count: ${machines}}}\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
