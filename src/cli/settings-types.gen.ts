/* Generated from schemas/settings.schema.json by `npm run types`; change the schema instead. */

/**
 * rolebake.yaml at the root of a team's repository: where things are
 */
export interface SettingsFile {
  /**
   * Where an editor finds the schema of this file; rolebake does not look at it
   */
  $schema?: string;
  /**
   * Folder of the catalog
   */
  catalog?: string;
  /**
   * Folder that compile writes
   */
  generated?: string;
  /**
   * Folder of the environments
   */
  environments?: string;
  /**
   * Folder of the ledger
   */
  ledger?: string;
  /**
   * Git repository that publish commits to: a folder or a URL
   */
  config_repo?: string;
  /**
   * Journal, snapshots and disks of machines
   */
  state?: string;
  /**
   * What can be made again: base trees, the converger
   */
  cache?: string;
  /**
   * Where machines run
   */
  provider?: 'local';
  /**
   * Addresses for local machines
   */
  network?: string;
  /**
   * The ledger is signed: each checkpoint with an ssh key, as git signs commits
   */
  ledger_signing?: {
    /**
     * File that says whose signatures count (ssh-keygen(1), ALLOWED SIGNERS); default: git's gpg.ssh.allowedSignersFile
     */
    allowed_signers?: string;
    /**
     * Key to sign with: its file, or a public key whose private half the agent has; default: git's user.signingkey, where gpg.format is ssh
     */
    key?: string;
  };
  /**
   * How the journal keeps jobs
   */
  jobs?: {
    /**
     * So many jobs that have ended stay in the journal, with their logs; older ones are forgotten
     */
    keep?: number;
    /**
     * Seconds after which a bake whose process shows no sign of life may be taken over by another
     */
    lease?: number;
    /**
     * Seconds after which a bake's machine that hears nothing of its bake ends itself
     */
    machine_life?: number;
    /**
     * Seconds that one run of Puppet or Chef may take
     */
    converge_limit?: number;
  };
  /**
   * Tool that bakes a role; default: puppet
   */
  targets?: {
    [k: string]: 'puppet' | 'chef';
  };
}
