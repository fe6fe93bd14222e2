import type { BakeInput } from './plan.ts';

/** A Debian package as it is installed. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** Reads lines of `NAME VERSION ARCHITECTURE STATUS`, as dpkg-query prints them; what is not installed is left out. */
export function readPackages(text: string): InstalledPackage[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', version = '', architecture = '', status] = line.split(' ');
    return status === 'installed' ? [{ name, version, architecture }] : [];
  });
}

/**
 * The bill of materials of an image, as CycloneDX 1.5 JSON (https://cyclonedx.org/docs/1.5/json/): its packages, and
 * what it was made from. Without time or number of its own, so that the same image has the same bill.
 */
export function sbomOf(
  { role, parent, application }: Pick<BakeInput, 'role' | 'parent' | 'application'>,
  packages: readonly InstalledPackage[],
): string {
  const [system = ''] = parent.tag.split('/').slice(-1);
  const made = [parent, ...(application ? [application] : [])].map(({ tag, digest }) => ({
    ...{ type: 'file', 'bom-ref': tag, name: tag.split('@')[0], version: tag.split('@')[1] },
    hashes: [{ alg: 'SHA-256', content: digest.replace('sha256:', '') }],
  }));
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'operating-system', 'bom-ref': `role/${role}`, name: `role/${role}` } },
    components: [...made, ...packages.map((one) => packageComponent(one, system.split('@')[0] ?? ''))],
  };
  return `${JSON.stringify(bill, null, 1)}\n`;
}

/** As https://github.com/package-url/purl-spec says for deb. */
function packageComponent({ name, version, architecture }: InstalledPackage, distro: string): object {
  const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}&distro=${distro}`;
  return { type: 'library', 'bom-ref': purl, name, version, purl };
}
