/** What the seal does with a path. */
type SealAction =
  /** Remove it, a folder with all that is in it. */
  | 'remove'
  /** Make a file empty; folders and symlinks stay. */
  | 'empty'
  /** Set the day of each password's last change. */
  | 'set-password-day'
  /** Sort the paragraphs of a file. */
  | 'sort-paragraphs'
  /** Remove the lines of 127.0.1.1, the machine's own name. */
  | 'drop-own-name';

/** Paths in a tree, what to do with them, and why. */
export interface SealRule {
  /** Relative to the root; `*` is any part of one name, `**` is the folder and every folder below it. */
  readonly path: string;
  readonly action: SealAction;
  readonly reason: string;
  /** What an image has where there was such a path. */
  readonly instead?: readonly SealedFile[];
}

/** A file of root's that all can read, or a symlink; in folders that are made where there are none. */
export type SealedFile =
  | { readonly path: string; readonly content: string }
  | { readonly path: string; readonly link: string };

const rules = (action: SealAction, reason: string, ...paths: string[]): SealRule[] =>
  paths.map((path) => ({ path, action, reason }));

const SNAKEOIL_UNIT = `[Unit]
Description=A snakeoil certificate of this machine's own
DefaultDependencies=no
After=local-fs.target
Before=sysinit.target shutdown.target
Conflicts=shutdown.target
ConditionPathExists=/usr/sbin/make-ssl-cert
ConditionPathExists=!/etc/ssl/private/ssl-cert-snakeoil.key

[Service]
Type=oneshot
RemainAfterExit=yes
Environment=DEBIAN_FRONTEND=noninteractive
ExecStart=/usr/sbin/make-ssl-cert generate-default-snakeoil --force-overwrite

[Install]
WantedBy=sysinit.target
`;

/**
 * Debian's package ssl-cert, which PostgreSQL and Postfix need, makes a key for a certificate that nobody signed as it is
 * installed. Each machine makes its own at its first boot, before the services that read it.
 */
const SNAKEOIL: readonly SealRule[] = [
  {
    path: 'etc/ssl/private/ssl-cert-snakeoil.key',
    action: 'remove',
    reason: 'each machine makes its own',
    instead: [
      { path: 'etc/systemd/system/rolebake-snakeoil.service', content: SNAKEOIL_UNIT },
      {
        path: 'etc/systemd/system/sysinit.target.wants/rolebake-snakeoil.service',
        link: '/etc/systemd/system/rolebake-snakeoil.service',
      },
    ],
  },
  ...rules('remove', 'each machine makes its own', 'etc/ssl/certs/ssl-cert-snakeoil.pem'),
  // Postfix copies it into its chroot, again at each start.
  ...rules('remove', 'each machine makes its own', 'var/spool/postfix/etc/ssl/certs/ssl-cert-snakeoil.pem'),
];

/** Where programs other than the packages' own write compiled Python. */
const OUTSIDE_USR = ['etc', 'home', 'opt', 'root', 'srv', 'var'];

/** All that a bake leaves in a machine and an image must not have, in this order. */
export const SEAL_RULES: readonly SealRule[] = [
  ...rules('remove', 'belongs to one machine', 'etc/hostname', 'etc/resolv.conf', 'var/lib/dhcp/*', 'var/lib/dbus/machine-id'),
  ...rules('remove', 'what cloud-init was told of one machine, keys included', 'var/lib/cloud/*'),
  ...rules('drop-own-name', 'belongs to one machine', 'etc/hosts'),
  ...rules('empty', 'each machine makes its own', 'etc/machine-id'),
  ...rules('remove', 'a key of the bake', 'etc/ssh/ssh_host_*', 'root/.ssh', 'var/lib/systemd/credential.secret'),
  ...SNAKEOIL,
  ...rules('remove', 'randomness is never shared', 'var/lib/systemd/random-seed'),
  ...rules('remove', 'history', 'root/.*_history', 'root/.lesshst', 'root/.viminfo', 'root/.wget-hsts', 'home/*/.*_history'),
  ...rules('remove', 'an older copy', ...['passwd', 'group', 'shadow', 'gshadow', 'subuid', 'subgid'].map((name) => `etc/${name}-`)),
  ...rules('remove', 'an older copy', 'var/lib/dpkg/*-old', 'var/cache/debconf/*-old', 'var/lib/ucf/*.[0-9]'),
  ...rules('set-password-day', 'the day of the bake', 'etc/shadow'),
  ...rules('remove', 'apt downloads it again', 'var/cache/apt/*.bin', 'var/cache/apt/archives/*.deb', 'var/cache/apt/archives/partial/*'),
  ...rules('remove', 'apt downloads it again', 'var/lib/apt/lists/*_*', 'var/lib/apt/lists/auxfiles', 'var/lib/apt/lists/partial/*'),
  ...rules('remove', 'when apt last ran', 'var/lib/apt/periodic/*', 'var/lib/apt/daily_lock'),
  ...rules('sort-paragraphs', 'apt keeps no order', 'var/lib/apt/extended_states'),
  ...rules('remove', 'a cache with times in it', 'var/cache/ldconfig/aux-cache', 'var/cache/man/*'),
  ...rules('remove', 'when timers last ran', 'var/lib/systemd/timers', 'var/lib/systemd/timesync', 'var/lib/logrotate/status', 'var/lib/logrotate.status'),
  ...rules('remove', 'how far a log shipper has read', ...['spool/rsyslog', 'lib/syslog-ng', 'lib/fluent-bit', 'lib/vector'].map((name) => `var/${name}/*`)),
  ...rules('remove', 'logs of the bake', 'var/log/journal/*', ...['gz', 'xz', 'zst', 'old', '[0-9]', '[0-9][0-9]'].map((end) => `var/log/**/*.${end}`)),
  ...rules('empty', 'logs of the bake', 'var/log/**/*'),
  ...rules('remove', 'temporary', 'tmp/*', 'tmp/.*', 'var/tmp/*', 'var/tmp/.*', 'run/*', 'run/.*'),
  ...OUTSIDE_USR.flatMap((top) => rules('remove', 'compiled with a time in it', `${top}/**/__pycache__`, `${top}/**/*.pyc`)),
]; // biome-ignore format: the rules read as a table

/** What a converger leaves behind when it was not taken away: its presence refuses the image. */
export const CONVERGER_PATHS: readonly string[] = [
  'opt/rolebake', 'run/rolebake', 'etc/rolebake', 'var/lib/rolebake',
  'opt/puppetlabs', 'etc/puppetlabs', 'etc/puppet', 'root/.puppetlabs', 'root/.puppet', 'var/lib/puppet', 'var/cache/puppet',
  'opt/chef', 'opt/cinc', 'etc/chef', 'etc/cinc', 'root/.chef', 'root/.cinc', 'var/chef', 'var/cinc',
]; // biome-ignore format: one line a tool
