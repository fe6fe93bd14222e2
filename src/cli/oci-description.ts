import { contractOf } from '../bake/image-contract.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import type { OciDescription } from '../snapshots/export/oci.ts';

/** How an OCI image of a tag describes itself: what the tag says, and nothing of this host. */
export function ociDescription({ tag, entry }: TagRecord): OciDescription {
  const contract = contractOf(entry.details);
  const ports = contract.serves.map(({ port }) => String(port));
  return {
    reference: `${entry.stream}/${entry.name}:${entry.number}`,
    created: new Date(entry.at),
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    labels: {
      'org.opencontainers.image.title': `${entry.stream}/${entry.name}`,
      'org.opencontainers.image.version': String(entry.number),
      ...(contract.summary === '' ? {} : { 'org.opencontainers.image.description': contract.summary }),
      'rolebake.tag': tag,
      'rolebake.digest': entry.digest,
      ...(entry.bake ? { 'rolebake.key': entry.bake.key } : {}),
      ...(contract.flags.length > 0 ? { 'rolebake.flags': contract.flags.map(({ name }) => name).join(' ') } : {}),
      ...(ports.length > 0 ? { 'rolebake.ports': ports.join(' ') } : {}),
    },
  };
}
