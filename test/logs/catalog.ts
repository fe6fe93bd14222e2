import type { CatalogFiles } from '../../src/catalog/files.ts';

/** A role with a log of each kind: `echo` says to the journal what it is told, `count` writes numbers to a file. */
const ROLE = `role: front_page
application: app
uses: [programs]
logs:
  access_log: {path: /var/log/app/access.log, format: combined, keep: 2 weeks}
  events: {path: /var/log/app/events.log, format: json}
  traces: {path: /var/log/app/traces.log, format: multiline, starts: '\\[[0-9]{4}-|(WARN|ERROR) '}
  count: /var/log/app/count.log
  said: {unit: echo, keep: 3 days}
  said_json: {unit: echo-json, format: json}
`;

const PROFILE = `profile: programs
resources:
  - user: app
    system: true
  - directory: /var/lib/app
    owner: app
  - directory: /usr/local/lib/app
  - file: /usr/local/lib/app/echo
    template: echo.hbs
    mode: "0755"
  - file: /usr/local/lib/app/count
    template: count.hbs
    mode: "0755"
  - unit: echo
    exec: /usr/local/lib/app/echo /var/lib/app/said
    user: app
  - unit: echo-json
    exec: /usr/local/lib/app/echo /var/lib/app/said-json
    user: app
  - unit: count
    exec: /usr/local/lib/app/count /var/log/app/count.log
    user: app
    reload_signal: HUP
`;

/** Prints what is written into a pipe. */
const ECHO = `#!/usr/bin/perl
use POSIX;
$| = 1;
POSIX::mkfifo($ARGV[0], 0600);
while (1) { open(my $in, '<', $ARGV[0]) or die; print while <$in> }
`;

/** Numbers its lines, without a pause for rotations: it opens the file anew when told to. */
const COUNT = `#!/usr/bin/perl
use IO::Handle;
my ($again, $out) = (1);
$SIG{HUP} = sub { $again = 1 };
for (my $n = 1; ; $n++) {
  if ($again) { $again = 0; open($out, '>>', $ARGV[0]) or die; $out->autoflush(1) }
  print $out "$n\\n";
  select(undef, undef, undef, 0.002);
}
`;

/** The catalog of a platform that has chosen this shipper. */
export const loggingCatalog = (shipper: string, role = ROLE): CatalogFiles => ({
  shownAs: 'catalog/',
  problems: [],
  texts: new Map([
    ['catalog.yaml', `catalog: logs\nos: debian-12\nshipper: ${shipper}\n`],
    ['roles/front_page.yaml', role],
    ['profiles/programs.yaml', PROFILE],
    ['templates/echo.hbs', ECHO],
    ['templates/count.hbs', COUNT],
  ]),
});
