import { createReadStream } from 'node:fs';
import { pinFolder } from '../../catalog/resources/bindings.ts';
import { PLACES } from '../../converge/places.ts';
import { bringPin } from '../../pins/bring-pin.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import type { Baking } from './baking.ts';

/** Gives the machine the modules or cookbooks that the role's profiles are bound to, fetched where they are not here yet. */
export async function bringPins({ place, input: { pins = [] } }: Baking, ssh: SshConnection): Promise<void> {
  const { registries, archives, effects } = place;
  for (const pinned of pins) {
    const archive = await bringPin(pinned, { registries, archives }, effects);
    await ssh.unpack(createReadStream(archive), `${PLACES.pinned}/${pinFolder(pinned.kind, pinned.name)}`);
  }
}
