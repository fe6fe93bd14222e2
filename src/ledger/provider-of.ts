import type { Provider } from '../machines/provider.ts';
import type { TagEntry } from './entry.ts';
import { type LedgerView, parentsOf, type TagRecord } from './ledger-view.ts';
import { componentOf } from './tag.ts';

/** Streams whose snapshots only one provider has. */
const PROVIDED = ['os', 'role'];

/** Whose machines a tag is for: a release is for those of its images; undefined: anybody's. */
function providerOf(view: LedgerView, entry: TagEntry): Provider | undefined {
  if (PROVIDED.includes(entry.stream)) return entry.references?.['ec2'] === undefined ? 'local' : 'ec2';
  if (entry.stream !== 'release') return undefined;
  const [image] = parentsOf(entry).flatMap((tag) => view.tag(tag) ?? []);
  return image && providerOf(view, image.entry);
}

/** The head of each component that has one for a provider: the newest tag of its own that is not revoked. */
export function headsFor(view: LedgerView, provider: Provider): TagRecord[] {
  return view.heads().flatMap((head) => headFor(view, provider, head) ?? []);
}

function headFor(view: LedgerView, provider: Provider, head: TagRecord): TagRecord | undefined {
  const fits = ({ entry }: TagRecord) => (providerOf(view, entry) ?? provider) === provider;
  if (fits(head)) return head;
  const own = view.tagsOf(componentOf(head.tag)).filter((one) => fits(one) && one.standing.revoked === undefined);
  return own.at(-1);
}
