import { type Effects, realEffects } from '../../host/effects.ts';
import { madeOnce } from '../../host/made-once.ts';
import { ownIdentity, type ProcessIdentity } from '../../host/process-identity.ts';
import { Refusal } from '../../problem/problem.ts';
import { greetsWithSsh } from '../ssh-banner.ts';
import { type Clock, realClock } from './api/clock.ts';
import { Region } from './api/region.ts';
import { ImageIntents } from './images/intents.ts';
import { Records } from './machine/records.ts';
import { TAG, type Tags } from './machine/tags.ts';
import { type Reach, reachOf } from './reach/reach.ts';
import { type Ec2Settings, type Timing, timingOf } from './settings.ts';
import { type Site, siteOf } from './site/site.ts';

/** What the provider reaches outside itself with, besides AWS and its own folder. */
export interface Ec2Effects {
  readonly host: Effects;
  readonly clock: Clock;
  /** Whether sshd greets at an address. */
  readonly greets: (address: string) => Promise<boolean>;
}

export const realEc2Effects: Ec2Effects = {
  host: realEffects,
  clock: realClock,
  greets: (address) => greetsWithSsh(address),
};

/** The settings at work: everything that acts on machines and images shares one. */
export interface Area {
  readonly settings: Ec2Settings;
  readonly timing: Timing;
  readonly effects: Ec2Effects;
  readonly reach: Reach;
  readonly records: Records;
  readonly intents: ImageIntents;
  /** Names the state folder, on everything that it answers for. */
  readonly owner: string;
  readonly self: ProcessIdentity;
  /** The home region first. */
  readonly sites: readonly Site[];
  /** Refuses with `wrong-value` a region that the settings do not name. */
  siteIn(region: string | undefined): Site;
  /** When something that is made now is nobody's. */
  expiry(): string;
}

export function areaOf(settings: Ec2Settings, effects: Ec2Effects): Area {
  const timing = timingOf(settings);
  const [owner, self] = [ownerOf(settings.state, effects.host), ownIdentity()];
  const expiry = () => new Date(effects.host.now().getTime() + timing.expireMs).toISOString();
  const base: Tags = { ...settings.tags, [TAG.area]: settings.area, [TAG.owner]: owner };
  const tags = { ...base, [TAG.baker]: `${self.pid}:${self.startTime}`, [TAG.expires]: expiry() };
  const groups = { area: settings.area, owner, run: self, tags };
  const sites = [settings.home, ...settings.copies].map((place) => {
    const { region, endpoint } = place;
    const reached = { region, clock: effects.clock, replyTimeoutMs: timing.replyMs };
    const at = new Region(endpoint === undefined ? reached : { ...reached, endpoint });
    return siteOf(at, place, { settings, pollMs: timing.pollMs, settleMs: timing.settleMs, groups });
  });
  return {
    ...{ settings, timing, effects, owner, self, sites, expiry },
    reach: reachOf(settings.connect, effects.greets, (region) => siteIn(sites, region)),
    records: new Records(settings.state),
    intents: new ImageIntents(settings.state),
    siteIn: (region) => siteIn(sites, region),
  };
}

function siteIn(sites: readonly Site[], region: string | undefined): Site {
  const found = region === undefined ? sites[0] : sites.find((site) => site.region.name === region);
  if (found) return found;
  const names = sites.map((site) => site.region.name).join(', ');
  const message = `ec2 in rolebake.yaml names no region ${region}`;
  throw new Refusal({ code: 'wrong-value', message, hint: `one of ${names}` });
}

/** A word for a state folder, which everything that it answers for has. */
const ownerOf = (state: string, { randomBytes }: Effects): string =>
  madeOnce(`${state}/ec2`, 'owner', () => randomBytes(6).toString('hex'), { randomBytes })
    .toString()
    .trim();
