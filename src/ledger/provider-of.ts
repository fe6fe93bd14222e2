import type { Provider } from '../machines/provider.ts';
import type { TagEntry } from './entry.ts';
import type { LedgerView, TagRecord } from './ledger-view.ts';
import { componentOf } from './tag.ts';

/** Streams whose snapshots only one provider has; any other's are the same everywhere. */
const PROVIDED = ['os', 'role'];

/** Whose machines a tag's snapshot is for; undefined: anybody's. */
const providerOf = ({ stream, references }: TagEntry): Provider | undefined =>
  PROVIDED.includes(stream) ? (references?.['ec2'] === undefined ? 'local' : 'ec2') : undefined;

/** The head of each component that has one for a provider: the newest tag of its own that is not revoked. */
export function headsFor(view: LedgerView, provider: Provider): TagRecord[] {
  const fits = ({ entry }: TagRecord) => (providerOf(entry) ?? provider) === provider;
  return view.heads().flatMap((head) => {
    if (fits(head)) return [head];
    const own = view.tagsOf(componentOf(head.tag)).filter((one) => fits(one) && one.standing.revoked === undefined);
    return own.slice(-1);
  });
}
