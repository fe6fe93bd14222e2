import { createReadStream } from 'node:fs';
import { parseDigest } from '../../naming/digest.ts';
import { applicationFolder } from '../../naming/names.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { openArchive } from '../../streams/archives.ts';
import type { Baking } from './baking.ts';

/** Unpacks the application, if the role has one, into its folder. */
export async function unpack({ place, input: { application } }: Baking, ssh: SshConnection): Promise<void> {
  if (!application) return;
  const archive = await openArchive(place.archives, parseDigest(application.digest));
  await ssh.unpack(createReadStream(archive), applicationFolder(application.name));
}
