import { readFile, rename, writeFile } from 'node:fs/promises';
import { Refusal } from '../../problem/problem.ts';
import type { Area } from './area.ts';

/** Where the machines of a state folder are: in another place none of them would be seen, and all would count as gone. */
interface Place {
  readonly account: string;
  readonly area: string;
}

/**
 * Sees to it that credentials and settings are for the place where this state folder's machines are. Refuses with
 * `wrong-value` those for another one while there are machines, and any account but the one that the settings name.
 */
export async function checkPlace(area: Area): Promise<void> {
  const { region } = area.siteIn(undefined);
  const { Account: account = '' } = await region.send('GetCallerIdentity', {});
  const wanted = area.settings.account;
  if (wanted !== undefined && wanted !== account)
    throw refusal(`the credentials are of account ${account}, and ec2.account is ${wanted}`, OTHER_CREDENTIALS);
  const now: Place = { account, area: area.settings.area };
  const file = `${area.settings.state}/ec2/place.json`;
  const before = await readPlace(file);
  const records = await area.records.list();
  for (const record of records) area.siteIn(record.region);
  if (before && isSame(before, now)) return;
  if (before && records.length > 0) throw otherPlace(before, now);
  const mine = `${file}.${area.effects.host.randomBytes(6).toString('hex')}`;
  await writeFile(mine, JSON.stringify(now), { mode: 0o600 });
  await rename(mine, file);
}

const OTHER_CREDENTIALS = 'choose others, as by AWS_PROFILE';

async function readPlace(file: string): Promise<Place | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text === '' ? undefined : (JSON.parse(text) as Place);
}

const isSame = (one: Place, other: Place): boolean => one.account === other.account && one.area === other.area;

function otherPlace(before: Place, now: Place): Refusal {
  return before.account === now.account
    ? refusal(`there are machines in the area ${before.area}, and ec2.area is ${now.area}`, `ec2.area: ${before.area}`)
    : refusal(
        `there are machines in account ${before.account}, and the credentials are of ${now.account}`,
        OTHER_CREDENTIALS,
      );
}

const refusal = (message: string, hint: string): Refusal => new Refusal({ code: 'wrong-value', message, hint });
