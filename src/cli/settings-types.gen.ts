/* Generated from schemas/settings.schema.json by `npm run types`; change the schema instead. */

/**
 * private, public or session-manager
 */
export type Way = 'private' | 'public' | 'session-manager';

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
   * Whose machines roles are baked in and launched on, unless --provider says otherwise: this host's, or those of AWS
   */
  provider?: 'local' | 'ec2';
  /**
   * Addresses for local machines
   */
  network?: string;
  /**
   * Puppet Forge that the modules of bindings come from, or what stands in for it
   */
  forge?: string;
  /**
   * Chef Supermarket that the cookbooks of bindings come from, or what stands in for it
   */
  supermarket?: string;
  /**
   * Machines on EC2 (docs/ec2.md); credentials are found as AWS's SDK finds them
   */
  ec2?: {
    /**
     * Region that bakes, such as eu-central-1
     */
    region: string;
    /**
     * The only account that may be used; default: that of the credentials
     */
    account?: string;
    /**
     * Everything that is made has this name as a tag; who has the same area sees the same machines and images
     */
    area?: string;
    /**
     * Network of the machines; default: the region's default one
     */
    vpc?: string;
    /**
     * Its parts, in the order in which they are tried; default: all that have the tags
     *
     * @minItems 1
     */
    subnets?: string[];
    /**
     * Tags of the subnets to use
     */
    subnet_tags?: {
      [k: string]: string;
    };
    /**
     * From where ssh is let in: addresses, as 203.0.113.7/32, or a security group; default: this host's own address in the network
     */
    allow_from?: string;
    /**
     * Groups of launched machines besides rolebake's own, to let clients in
     */
    security_groups?: string[];
    /**
     * Key that encrypts disks and images: an id, an ARN or an alias; default: the account's own key of EBS
     */
    kms_key?: string;
    /**
     * Address of the API; default: as the SDK finds it (AWS_ENDPOINT_URL_EC2, or the region's)
     */
    endpoint?: string;
    /**
     * How ssh gets to a machine: at its private or public address, by the Session Manager, or through a bastion
     */
    connect?: Way | Bastion;
    /**
     * Architecture of parents and machines
     */
    architecture?: 'x86_64' | 'arm64';
    /**
     * Wanted type, then what is taken where none of it is left; default: t3.small, t3a.small, or t4g.small for arm64
     *
     * @minItems 1
     */
    instance_types?: string[];
    /**
     * How launched machines are paid; those of bakes are on demand
     */
    market?: 'on-demand' | 'spot';
    /**
     * IAM instance profile of the machines, by name
     */
    instance_profile?: string;
    /**
     * Disk of a machine: gp3, encrypted
     */
    root_volume?: {
      /**
       * In GiB; default: as large as the parent's
       */
      size?: number;
      /**
       * Default: 3000
       */
      iops?: number;
      /**
       * In MiB a second; default: 125
       */
      throughput?: number;
    };
    /**
     * Image that bakes start from, in one of four ways; default: the newest of Debian
     */
    parent?: {
      /**
       * By its id
       */
      ami?: string;
      /**
       * By a public parameter of the Systems Manager, as /aws/service/debian/release/12/latest/amd64
       */
      parameter?: string;
      /**
       * By its owner (an account, or amazon) and its name: the newest
       */
      owner?: string;
      /**
       * Name of the owner's image; * stands for anything
       */
      name?: string;
      /**
       * By a tag of the ledger
       */
      tag?: string;
    };
    /**
     * Regions that get a copy of each image, and can launch it
     */
    copies?: {
      /**
       * The region, such as eu-west-1
       */
      region: string;
      /**
       * Network of the machines; default: the region's default one
       */
      vpc?: string;
      /**
       * Its parts, in the order in which they are tried; default: all that have the tags
       *
       * @minItems 1
       */
      subnets?: string[];
      /**
       * Tags of the subnets to use
       */
      subnet_tags?: {
        [k: string]: string;
      };
      /**
       * From where ssh is let in: addresses, as 203.0.113.7/32, or a security group; default: this host's own address in the network
       */
      allow_from?: string;
      /**
       * Groups of launched machines besides rolebake's own, to let clients in
       */
      security_groups?: string[];
      /**
       * Key that encrypts disks and images: an id, an ARN or an alias; default: the account's own key of EBS
       */
      kms_key?: string;
      /**
       * Address of the API; default: as the SDK finds it (AWS_ENDPOINT_URL_EC2, or the region's)
       */
      endpoint?: string;
    }[];
    /**
     * Accounts that may launch the images
     */
    share_with?: string[];
    /**
     * Tags on everything that is made
     */
    tags?: {
      [k: string]: string;
    };
    /**
     * Days after which an image is no more offered; default: never
     */
    deprecate_after?: number;
    /**
     * File of prices (docs/ec2.md); default: rolebake's own
     */
    prices?: string;
    /**
     * Load balancers of environments
     */
    balancers?: {
      /**
       * From where they are reached: from within the network, or from everywhere; public needs allow_from
       */
      scheme?: 'internal' | 'public';
      /**
       * Where they are, in two zones at least; default: one of the network in each zone
       *
       * @minItems 2
       */
      subnets?: string[];
      /**
       * Who may connect, as 203.0.113.0/24; default: the network
       *
       * @minItems 1
       */
      allow_from?: string[];
      /**
       * ARN of the certificate that port 443 shows
       */
      certificate?: string;
      /**
       * Seconds that a machine which leaves may go on with what it has begun
       */
      draining?: number;
    };
    /**
     * Hosted zone of Route53 that gets the names of environments
     */
    hosted_zone?: {
      /**
       * By its id; default: the narrowest that the names lie in
       */
      id?: string;
      /**
       * Who sees it: the network alone, or everybody
       */
      kind?: 'private' | 'public';
      /**
       * Make one for an environment whose names lie in none; it goes with the environment
       */
      create?: boolean;
    };
    /**
     * Seconds from the launch of a machine to its ssh
     */
    boot_timeout?: number;
    /**
     * Seconds that an image, or a copy of one, may take
     */
    image_timeout?: number;
  };
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
/**
 * Machines are reached from a host in their network, at their private addresses
 */
export interface Bastion {
  /**
   * The host and how to log in to it
   */
  bastion: {
    /**
     * Its name or address
     */
    host: string;
    /**
     * Port of its sshd
     */
    port?: number;
    /**
     * Who logs in
     */
    user: string;
    /**
     * File of the private key; default: the keys of the ssh agent
     */
    key?: string;
    /**
     * The one host key that it may have, as ssh-ed25519 AAAA...; default: those of known_hosts
     */
    host_key?: string;
    /**
     * File with its host keys
     */
    known_hosts?: string;
  };
}
