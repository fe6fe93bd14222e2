import type { TagRecord } from '../../ledger/ledger-view.ts';

/** How a tag is drawn. */
export interface Look {
  readonly fill: string;
  readonly line: string;
  /** What stands below its name: never free text. */
  readonly word: string;
}

const LOOKS = {
  revoked: { fill: '#f8d7da', line: '#b02a37' },
  tainted: { fill: '#fff3cd', line: '#b02a37' },
  os: { fill: '#e2e8f0', line: '#475569' },
  data: { fill: '#e0e7ff', line: '#4338ca' },
  app: { fill: '#dcfce7', line: '#15803d' },
  role: { fill: '#dbeafe', line: '#1d4ed8' },
  release: { fill: '#f3e8ff', line: '#7e22ce' },
} as const;

/** Revoked tags, and what is built on one, are told at a glance; else the stream gives the colour. */
export function lookOf({ entry, standing }: TagRecord): Look {
  const day = entry.at.slice(0, 10);
  if (standing.revoked) return { ...LOOKS.revoked, word: `${day}, revoked` };
  if (standing.builtOnRevoked.length > 0) return { ...LOOKS.tainted, word: `${day}, on a revoked tag` };
  const words = [day, ...(standing.deprecated ? ['deprecated'] : []), ...standing.channels];
  return { ...LOOKS[entry.stream], word: words.join(', ') };
}
