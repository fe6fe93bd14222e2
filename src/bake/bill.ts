import { hexDigest } from '../naming/digest.ts';
import type { InstalledPackage } from '../streams/packages.ts';

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly content: string }[];
}

/** The packages that a bill of materials of ours lists. */
export function packagesInBill(bill: string): InstalledPackage[] {
  const { components } = JSON.parse(bill) as { readonly components: readonly Component[] };
  return components.flatMap(({ name, version, purl = '', hashes = [] }) => {
    const architecture = /^pkg:deb\/.*[?&]arch=([^&]*)/.exec(purl)?.[1];
    const digest = hashes[0] && { digest: hexDigest(hashes[0].content) };
    return architecture === undefined ? [] : [{ name, version, architecture, ...digest }];
  });
}
