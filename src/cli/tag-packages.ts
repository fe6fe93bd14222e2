import { packagesInBill } from '../bake/bill.ts';
import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import { readPackageList } from '../streams/packages.ts';

/** The versions of a tag's packages by name, from the object that its entry names; none if it names none. */
export async function packagesOf(ledger: Ledger, { entry }: TagRecord): Promise<ReadonlyMap<string, string>> {
  const { sbom, packages } = entry.objects ?? {};
  if (sbom !== undefined) return inBill((await ledger.object(sbom)).toString('utf8'));
  return packages === undefined ? new Map() : readPackageList((await ledger.object(packages)).toString('utf8'));
}

const inBill = (text: string) => new Map(packagesInBill(text).map(({ name, version }) => [name, version]));
