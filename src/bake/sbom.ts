import { componentOf, parseTag, splitTag } from '../ledger/tag.ts';
import type { InstalledPackage } from '../streams/packages.ts';
import type { BakeInput, Ingredient } from './plan.ts';

/**
 * The bill of materials of an image, as CycloneDX 1.5 JSON (https://cyclonedx.org/docs/1.5/json/): its packages, and
 * what it was made from. Without time or number of its own, so that the same image has the same bill.
 */
export function sbomOf(
  { role, parent, application }: Pick<BakeInput, 'role' | 'parent' | 'application'>,
  packages: readonly InstalledPackage[],
): string {
  const { name: system } = splitTag(parseTag(parent.tag));
  const made = [parent, ...(application ? [application] : [])].map(madeFrom);
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'operating-system', 'bom-ref': `role/${role}`, name: `role/${role}` } },
    components: [...made, ...packages.map((one) => packageComponent(one, system))],
  };
  return `${JSON.stringify(bill, null, 1)}\n`;
}

function madeFrom({ tag, digest }: Ingredient): object {
  const given = parseTag(tag);
  const [name, version] = [componentOf(given), String(splitTag(given).number)];
  return { type: 'file', 'bom-ref': tag, name, version, hashes: [sha256(digest)] };
}

const sha256 = (digest: string) => ({ alg: 'SHA-256', content: digest.replace('sha256:', '') });

/** As https://github.com/package-url/purl-spec says for deb. */
function packageComponent({ name, version, architecture, digest }: InstalledPackage, distro: string): object {
  const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}&distro=${distro}`;
  const hashes = digest === undefined ? {} : { hashes: [sha256(digest)] };
  return { type: 'library', 'bom-ref': purl, name, version, ...hashes, purl };
}
