import { packagesInBill } from '../bake/bill.ts';
import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import { type Digest, parseDigest } from '../naming/digest.ts';

type Entry = TagRecord['entry'];

/** The state of the package archive that an operating system was made in, if it is known. */
export const archiveStateOf = ({ objects }: Entry): Digest[] =>
  objects?.['archive'] === undefined ? [] : [parseDigest(objects['archive'])];

/** The packages of an image, as far as their files are known. */
export async function packagesOfTag({ objects }: Entry, ledger: Pick<Ledger, 'object'>): Promise<Digest[]> {
  const bill = objects?.['sbom'];
  if (bill === undefined) return [];
  const packages = packagesInBill((await ledger.object(bill)).toString('utf8'));
  return packages.flatMap(({ digest }) => (digest === undefined ? [] : parseDigest(digest)));
}
