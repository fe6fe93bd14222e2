import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolIn } from '../../converge/bundle/versions.ts';
import { lineOf } from '../../ledger/entry.ts';
import type { BakeInput } from '../plan.ts';
import { sbomOf } from '../sbom.ts';
import type { Baking } from './baking.ts';
import type { Image } from './image.ts';

export interface BakeResult {
  readonly tag: string;
  readonly digest: string;
  readonly seconds: number;
  readonly resources: number;
}

/** What the journal keeps of it: with the ledger's line, which `ledger repair` may need. */
export interface TaggedImage extends BakeResult {
  readonly line: string;
}

/** Writes the image's tag into the ledger; of one job it is written once. */
export async function tagImage(
  baking: Baking,
  { digest, references, details: more, started, report, packages }: Image,
): Promise<TaggedImage> {
  const { role, target, key, parts, parent, application, details, source } = baking.input;
  const { ledger, who, version, effects } = baking.place;
  const seconds = secondsSince(started, effects.monotonicMs());
  const resources = report.resources.length;
  const versions = await convergerVersions(baking);
  const tool = versions === undefined ? undefined : toolIn(versions, target);
  const entry = await ledger.append({
    kind: 'tag',
    stream: 'role',
    name: role,
    digest,
    parents: [parent, ...(application ? [application] : [])].map((one) => ({ tag: one.tag, digest: one.digest })),
    bake: {
      ...{ key, parts, target, converger: parts['converger'] ?? '', rolebake: version, seconds, resources },
      ...(tool ? { tool } : {}),
    },
    details: { ...details, ...more },
    objects: {
      sbom: await ledger.putObject(sbomOf(baking.input, packages)),
      checks: await ledger.putObject(checksText(baking.input)),
      ...(versions === undefined ? {} : { converger: await ledger.putObject(versions) }),
    },
    ...(references ? { references } : {}),
    ...(source ? { source } : {}),
    job: baking.context.jobId,
    who,
  });
  return { tag: `role/${role}@${entry.number}`, digest, seconds, resources, line: lineOf(entry) };
}

/** What the converger of the bake is made of, a line each; undefined if that is another one by now. */
async function convergerVersions({ place, input }: Baking): Promise<string | undefined> {
  const { dir, digest } = await place.converger();
  return digest === input.parts['converger'] ? readFileSync(join(dir, 'versions'), 'utf8') : undefined;
}

/** Less than nothing where the host has booted since: nobody knows then. */
const secondsSince = (started: number, now: number): number => Math.max(0, Math.round((now - started) / 100) / 10);

/** What a machine of the image must show, wherever it is launched. */
const checksText = ({ checks }: BakeInput): string =>
  `${JSON.stringify(
    checks.map(({ expects, from, source }) => ({ expects, from, source })),
    null,
    1,
  )}\n`;
