import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { realEffects } from '../../../../src/host/effects.ts';
import { buildOsTree } from '../../../../src/streams/os.ts';

/** The network is set up by who starts the machine, as DHCP would. */
const SETTINGS = `datasource_list: [Ec2]
datasource: {Ec2: {metadata_urls: ['http://169.254.169.254'], max_wait: 20, timeout: 5}}
network: {config: disabled}
locale: false
`;

/**
 * On EC2 the firmware says so, and only then does cloud-init ask for tokens. A container has no firmware, and this is
 * read in its place by the one unit that asks the metadata service.
 */
const FIRMWARE = `from cloudinit import dmi

SERIAL = "ec2e1916-9099-7caf-fd21-012345abcdef"
dmi.read_dmi_data = {"system-uuid": SERIAL, "system-serial-number": SERIAL}.get
`;
const READS_FIRMWARE = `[Service]
Environment=PYTHONPATH=/usr/lib/ec2-firmware
`;

/** What Debian's image for EC2 has beyond its packages, by path. */
const FILES: Readonly<Record<string, string>> = {
  'etc/cloud/cloud.cfg.d/90_ec2.cfg': SETTINGS,
  'usr/lib/ec2-firmware/sitecustomize.py': FIRMWARE,
  'usr/lib/systemd/system/cloud-init.service.d/ec2-firmware.conf': READS_FIRMWARE,
};

/** The layers of Debian's public image, lowest first: a tree that all tests share (built in a minute), and settings. */
export async function publicImage(folder: string): Promise<string[]> {
  const { dir } = await buildOsTree({ suite: 'bookworm', packages: ['cloud-init'] }, realEffects);
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(`${folder}/${path}`), { recursive: true });
    await writeFile(`${folder}/${path}`, text);
  }
  return [dir, folder];
}
