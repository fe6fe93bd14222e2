/**
 * What every tree holds beyond Debian's smallest set, and what it does without. A change here is another tree,
 * built anew.
 */
export const OS_RECIPE = {
  include: ['systemd', 'systemd-sysv', 'dbus', 'libpam-systemd', 'openssh-server', 'ca-certificates', 'iproute2'],
  /** Units that a machine has no use for; without them it boots three times as fast. */
  masked: [
    'getty.target',
    'console-getty.service',
    'systemd-timesyncd.service',
    'apt-daily.timer',
    'apt-daily-upgrade.timer',
    'e2scrub_all.timer',
    'fstrim.timer',
    'dpkg-db-backup.timer',
    'systemd-resolved.service',
    'systemd-networkd-wait-online.service',
  ],
  dpkgOptions: [
    'path-exclude=/usr/share/man/*',
    'path-exclude=/usr/share/doc/*',
    'path-include=/usr/share/doc/*/copyright',
    'path-exclude=/usr/share/locale/*',
  ],
  aptOptions: ['APT::Install-Recommends "false"'],
  /** Shell patterns, relative to the tree. */
  removed: [
    'etc/resolv.conf',
    'etc/hostname',
    'etc/ssh/ssh_host_*_key*',
    'etc/passwd-',
    'etc/group-',
    'etc/shadow-',
    'etc/gshadow-',
    'etc/subuid-',
    'etc/subgid-',
    'var/lib/dpkg/*-old',
    'root/.ssh',
  ],
} as const;

/** The environment variable that says where the tree's changelogs go. */
export const CHANGELOGS = 'ROLEBAKE_CHANGELOGS';

/** Changelogs are unpacked, and moved beside the tree, which is as it would be without them. */
const CHANGELOG_OPTION = 'path-include=/usr/share/doc/*/changelog*';
const TAKE_CHANGELOGS = [
  `cd "$1/usr/share/doc" && find . -name 'changelog*' -exec cp --parents --no-dereference -t "$${CHANGELOGS}" {} + && find . -name 'changelog*' -delete`,
  `sed -i '/changelog/d' "$1/etc/dpkg/dpkg.cfg.d/99mmdebstrap"`,
];

const JOURNALD = '[Journal]\\nStorage=volatile\\n';

/** What a tree is made from. */
interface TreeWishes {
  readonly suite: string;
  readonly sources: readonly string[];
  /** Packages besides those of the recipe. Their services of the same name are not started at boot. */
  readonly more: readonly string[];
}

/**
 * mmdebstrap's arguments to write a tar. It hands each hook to a shell with the tree as `$1`: the hooks are fixed words of the
 * recipe. An empty machine-id, and not a missing one, keeps a boot from being a first boot.
 */
export function debootstrapArgv({ suite, sources, more }: TreeWishes, tar: string): [string, ...string[]] {
  const hooks = [
    `mkdir -p "$1/etc/systemd/journald.conf.d" && printf '${JOURNALD}' >"$1/etc/systemd/journald.conf.d/machine.conf"`,
    ...OS_RECIPE.masked.map((unit) => `ln -sf /dev/null "$1/etc/systemd/system/${unit}"`),
    ...OS_RECIPE.removed.map((path) => `rm -rf "$1"/${path}`),
    ': >"$1/etc/machine-id"',
    ...TAKE_CHANGELOGS,
    ...more.map((name) => `rm -f "$1/etc/systemd/system/multi-user.target.wants/${name}.service"`),
  ];
  return [
    'mmdebstrap',
    '--variant=minbase',
    '--mode=root',
    '--format=tar',
    '--skip=cleanup/apt/lists',
    `--include=${[...OS_RECIPE.include, ...more].join(',')}`,
    ...OS_RECIPE.aptOptions.map((option) => `--aptopt=${option}`),
    ...[...OS_RECIPE.dpkgOptions, CHANGELOG_OPTION].map((option) => `--dpkgopt=${option}`),
    ...hooks.map((hook) => `--customize-hook=${hook}`),
    suite,
    tar,
    ...sources,
  ];
}
