/**
 * Every code that a problem can carry, by the exit code of the command that it ends.
 * Codes are an interface: scripts match on them, docs/errors.md lists them. Never reuse one.
 */
export const PROBLEM_CODES = {
  /** 2: the command line is wrong. */
  usage: ['usage'],
  /** 3: something a person wrote (catalog, rolebake.yaml) is wrong; nothing was written. */
  input: [
    'no-settings',
    'unreadable-file',
    'invalid-yaml',
    'invalid-template',
    'unknown-key',
    'missing-key',
    'wrong-type',
    'wrong-value',
    'misnamed-file',
    'reserved-name',
    'duplicate-name',
    'duplicate-claim',
    'unknown-profile',
    'unknown-parameter',
    'missing-parameter',
    'contradiction',
    'nothing-to-override',
    'unknown-trait',
    'environment-value',
    'unknown-template',
    'unknown-service',
    'unknown-resource',
    'missing-guard',
    'no-tool',
    'unsafe-word',
    'flag-in-bake',
    'missing-flag',
    'missing-example',
    'secret-in-argument',
    'cycle',
    'not-compiled',
    'invalid-tag',
    'revoked-tag',
    'unsafe-path',
    'unsafe-repo',
    'file-exists',
  ],
  /** 4: this machine lacks something that rolebake needs; `rolebake doctor` says what. */
  host: [
    'not-root',
    'missing-program',
    'command-failed',
    'no-apt-sources',
    'converger-build-failed',
    'subnet-in-use',
    'network-changed',
    'lock-busy',
    'disk-full',
    'unusable-path',
    'no-git-identity',
    'no-signing-key',
    'git-failed',
    'git-timeout',
    'push-refused',
    'push-race',
  ],
  /** 5: a machine, a converger or ssh failed. */
  machine: [
    'boot-failed',
    'machine-ended',
    'stop-failed',
    'ssh-refused',
    'host-key-mismatch',
    'ssh-failed',
    'converge-failed',
    'not-idempotent',
    'check-failed',
    'mirror-failed',
    'package-gone',
    'package-differs',
    'unhealthy',
  ],
  /** 6: stored data is damaged or does not fit. */
  integrity: [
    'ledger-damaged',
    'snapshot-damaged',
    'snapshot-missing',
    'journal-damaged',
    'leftover-found',
    'job-outdated',
    'ledger-newer',
    'ledger-conflict',
    'edited-file',
    'foreign-file',
  ],
  /** 7: what was named does not exist. */
  missing: ['unknown-tag', 'unknown-application', 'unknown-role', 'unknown-machine', 'unknown-job'],
  /** 8: the job was stopped: by the user, or because another process took it over. */
  stopped: ['interrupted', 'job-lost', 'undo-failed'],
} as const;

export type ProblemFamily = keyof typeof PROBLEM_CODES;
export type ProblemCode = (typeof PROBLEM_CODES)[ProblemFamily][number];
