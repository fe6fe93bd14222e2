import type { Ledger, TagRecord } from '../ledger/ledger.ts';

/** The versions of a tag's packages by name, from the object that its entry names; none if it names none. */
export async function packagesOf(ledger: Ledger, { entry }: TagRecord): Promise<ReadonlyMap<string, string>> {
  const { sbom, packages } = entry.objects ?? {};
  if (sbom !== undefined) return inBill((await ledger.object(sbom)).toString('utf8'));
  return packages === undefined ? new Map() : inList((await ledger.object(packages)).toString('utf8'));
}

/** CycloneDX JSON: what has a package URL is a package. */
function inBill(text: string): Map<string, string> {
  const { components = [] } = JSON.parse(text) as { components?: { name: string; version: string; purl?: string }[] };
  return new Map(components.flatMap(({ name, version, purl }) => (purl === undefined ? [] : [[name, version]])));
}

/** A line for each: name, version, architecture. */
function inList(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => line.split(' ')).map(([name = '', version = '']) => [name, version]));
}
