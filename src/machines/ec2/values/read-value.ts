import { referenceText, regionOf, type ValueReference } from '../../../catalog/environments/flag-value.ts';
import { Refusal } from '../../../problem/problem.ts';
import { Region } from '../api/region.ts';
import type { Ec2Settings, RegionPlace } from '../settings.ts';
import { keptText } from './kept-text.ts';

type Places = Pick<Ec2Settings, 'home' | 'copies'>;

/**
 * The value that AWS keeps, read with the credentials of whoever runs rolebake: in the region of its ARN, else in that of
 * the settings, else in the SDK's own. Refuses with AWS's own words.
 */
export async function readValue(reference: ValueReference, settings: Places | undefined): Promise<string> {
  const region = new Region(await placeOf(reference, settings));
  try {
    return keptText(await ask(region, reference), 'secret' in reference ? reference.key : undefined);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const problems = error.problems.map(({ hint: _, ...problem }) => problem);
    throw new Refusal(
      problems.map((problem) => ({ ...problem, message: `${referenceText(reference)}: ${problem.message}` })),
      { cause: error },
    );
  } finally {
    await region.close();
  }
}

async function ask(region: Region, reference: ValueReference): Promise<string | undefined> {
  if ('parameter' in reference) {
    const { Parameter } = await region.send('GetParameter', { Name: reference.parameter, WithDecryption: true });
    return Parameter?.Value;
  }
  return (await region.send('GetSecretValue', { SecretId: reference.secret })).SecretString;
}

async function placeOf(
  reference: ValueReference,
  settings: Places | undefined,
): Promise<Pick<RegionPlace, 'region' | 'endpoint'>> {
  const wanted = regionOf(reference);
  const places = settings ? [settings.home, ...settings.copies] : [];
  const place = wanted === undefined ? settings?.home : places.find(({ region }) => region === wanted);
  const region = wanted ?? place?.region ?? (await ownRegion(reference));
  return { region, ...(place?.endpoint === undefined ? {} : { endpoint: place.endpoint }) };
}

/** Where the SDK's own settings say, such as AWS_REGION. */
async function ownRegion(reference: ValueReference): Promise<string> {
  const { CLIENTS } = await import('../api/sdk.ts');
  try {
    return await new CLIENTS.ssm({}).config.region();
  } catch {
    const message = `${referenceText(reference)}: in which region is not said`;
    throw new Refusal({
      code: 'missing-key',
      message,
      hint: 'ec2: {region: eu-central-1} in rolebake.yaml, or AWS_REGION',
    });
  }
}
