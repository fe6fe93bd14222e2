import type { Ec2Settings } from '../machines/ec2/settings.ts';
import type { Provider } from '../machines/provider.ts';
import { Refusal } from '../problem/problem.ts';
import { type OptionDeclaration, type Options, textOption } from './verb.ts';

/** Where at AWS. */
export const REGION: OptionDeclaration = {
  flags: '--region <name>',
  description: "the region at AWS, of those in rolebake.yaml's ec2; default: the one where images are baked",
};

/** Refuses with `usage` a region for machines that are in none. */
export function refuseRegion(provider: Provider, options: Options): void {
  if (textOption(options, 'region') === undefined || provider === 'ec2') return;
  const message = '--region is of machines at AWS, and these are of this host';
  throw new Refusal({ code: 'usage', message, hint: '--provider ec2' });
}

/** The region that the command line names, or else the one where images are baked; refuses with `usage` any other. */
export function chosenRegion({ home, copies }: Ec2Settings, options: Options): string {
  const regions = [home, ...copies].map(({ region }) => region);
  const wanted = textOption(options, 'region') ?? home.region;
  if (regions.includes(wanted)) return wanted;
  const message = `ec2 in rolebake.yaml names no region ${wanted}`;
  throw new Refusal({ code: 'usage', message, hint: `one of ${regions.join(', ')}` });
}
