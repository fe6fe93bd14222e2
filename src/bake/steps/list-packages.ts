import { parseDigest } from '../../naming/digest.ts';
import { offered } from '../../packages/packages.ts';
import { Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { type InstalledPackage, LIST_PACKAGES, readPackages } from '../../streams/packages.ts';
import { packagesInBill } from '../bill.ts';
import type { Baking } from './baking.ts';

/** What is installed, in the order of the names. Refuses with `command-failed` or `package-differs`. */
export async function listPackages(baking: Baking, ssh: SshConnection): Promise<InstalledPackage[]> {
  const { input } = baking;
  const { code, stdout, stderr } = await ssh.run(['dpkg-query', ...LIST_PACKAGES]);
  if (code === 0) {
    const packages = readPackages(stdout);
    await refuseOthers(baking, packages);
    return await withDigests(baking, packages);
  }
  const message = `dpkg-query in the machine of ${input.role} ended with ${code}: ${stderr.trim()}`;
  throw new Refusal({ code: 'command-failed', message });
}

/** Holds the machine to the versions of the tag that it is to have. Refuses with `package-differs`. */
async function refuseOthers({ place, input }: Baking, packages: readonly InstalledPackage[]): Promise<void> {
  if (input.hold === undefined) return;
  const { entry } = await place.ledger.show(input.hold);
  const held = packagesInBill((await place.ledger.object(entry.objects?.['sbom'] ?? '')).toString('utf8'));
  const versions = new Map(held.map((one) => [`${one.name}:${one.architecture}`, one.version]));
  const differing = packages.flatMap(({ name, version, architecture }) => {
    const wanted = versions.get(`${name}:${architecture}`);
    return wanted === undefined || wanted === version ? [] : [`${name} is ${version}, not ${wanted}`];
  });
  if (differing.length === 0) return;
  const message = `role ${input.role} does not come out with the packages of ${input.hold}: ${differing.join(', ')}`;
  throw new Refusal({ code: 'package-differs', message, hint: 'does the role itself take packages from elsewhere?' });
}

/** With the digest of each that the archive has in this very version. */
async function withDigests({ place, input }: Baking, packages: InstalledPackage[]): Promise<InstalledPackage[]> {
  if (input.archive === undefined) return packages;
  const offers = await place.packages.offers(parseDigest(input.archive));
  return packages.map((one) => {
    const same = offered(offers, one.name).find(
      ({ version, architecture }) => version === one.version && architecture === one.architecture,
    );
    return same ? { ...one, digest: same.digest } : one;
  });
}
