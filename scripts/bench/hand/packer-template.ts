import { join } from 'node:path';
import { puppet } from '../../../src/converge/puppet/puppet.ts';
import type { HandIngredients } from './ingredients.ts';

/** Where Packer puts the Puppet code; Hiera looks for its data beside its settings. */
const STAGING = '/run/packer-puppet';

/** How Packer reaches the machine. */
export interface PackerLogin {
  readonly address: string;
  /** File of the private key. */
  readonly key: string;
}

/** A template of Packer 1.6 that bakes a machine which is there already, with Packer's own provisioners. */
export function packerTemplate({ address, key }: PackerLogin, from: HandIngredients): object {
  return {
    builders: [{ type: 'null', ssh_host: address, ssh_username: 'root', ssh_private_key_file: key }],
    provisioners: [
      { type: 'shell', inline: ['apt-get update', `mkdir -p ${STAGING} ${from.applicationTarget}`] },
      { type: 'file', source: `${from.application}/`, destination: from.applicationTarget },
      { type: 'file', source: join(from.tree, 'data'), destination: STAGING },
      puppetMasterless(from),
    ],
  };
}

function puppetMasterless({ role, tree }: HandIngredients): object {
  const [program, , ...options] = puppet.argv(role, false);
  return {
    type: 'puppet-masterless',
    prevent_sudo: true,
    staging_directory: STAGING,
    puppet_bin_dir: program.replace(/\/puppet$/, ''),
    facter: { role },
    hiera_config_path: join(tree, 'hiera.yaml'),
    module_paths: [join(tree, 'site-modules')],
    manifest_file: join(tree, 'manifests', 'site.pp'),
    extra_arguments: ownOptions(options),
  };
}

/** What Packer gives itself. */
const GIVEN = ['--hiera_config', '--modulepath'];

/** Those of rolebake's options that Packer does not give itself; the last is the manifest. */
function ownOptions(options: readonly string[]): string[] {
  const isGiven = (at: number) => GIVEN.includes(options[at] ?? '') || GIVEN.includes(options[at - 1] ?? '');
  return options.slice(0, -1).filter((option, at) => !isGiven(at) && option !== '--detailed-exitcodes');
}
