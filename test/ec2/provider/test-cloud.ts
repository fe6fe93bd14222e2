import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realEc2Effects } from '../../../src/machines/ec2/area.ts';
import type { Ec2Spec } from '../../../src/machines/ec2/ec2-machine.ts';
import { type Ec2Machines, ec2Machines } from '../../../src/machines/ec2/ec2-machines.ts';
import type { Ec2Settings, RegionPlace } from '../../../src/machines/ec2/settings.ts';
import type { MachineSpec } from '../../../src/machines/machines.ts';
import { type Endpoint, type EndpointOptions, startEndpoint } from '../../ec2-endpoint/endpoint.ts';
import { wishes } from '../../fixtures/test-machines.ts';

/** An account at the endpoint, and the provider with a state folder of its own; `await using` it. */
export interface TestCloud extends AsyncDisposable {
  readonly endpoint: Endpoint;
  readonly settings: Ec2Settings;
  readonly machines: Ec2Machines;
  /** Another process with the same state folder, or another one. */
  another(settings?: Partial<Ec2Settings>): Ec2Machines;
  /** Debian's public image in the home region. */
  readonly debian: string;
  spec(id: string, more?: Partial<MachineSpec>): Ec2Spec;
  /** What exists, by kind and state, sorted. */
  left(): string[];
}

const HOME = 'eu-central-1';
const AWAY = 'eu-west-1';

/** Real machines take as long as they take: the provider's times for them. */
export const REAL_TIMING = {
  bootMs: 60_000,
  stopMs: 30_000,
  imageMs: 30_000,
  pollMs: 100,
  settleMs: 500,
  replyMs: 5_000,
};

/** `more` and `place` go over the settings, and over those of each region. */
export async function testCloud(
  options: EndpointOptions = {},
  more: Partial<Ec2Settings> = {},
  place: Partial<RegionPlace> = {},
): Promise<TestCloud> {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
  const endpoint = await startEndpoint(options);
  const { clock = realEc2Effects.clock } = options;
  // Instances on paper, as all are in virtual time, answer at once.
  const onPaper = options.machines === undefined || options.clock !== undefined;
  const greets = onPaper ? async () => true : realEc2Effects.greets;
  const effects = { ...realEc2Effects, clock, greets };
  const state = await mkdtemp(join(tmpdir(), 'rolebake-ec2-'));
  const settings = { ...settingsAt(endpoint.url, state, place), ...more };
  const opened: Ec2Machines[] = [];
  const another = (changes: Partial<Ec2Settings> = {}) => {
    const machines = ec2Machines({ ...settings, ...changes }, effects);
    opened.push(machines);
    return machines;
  };
  const debian = endpoint.cloud.region(HOME).parameters.get('/aws/service/debian/release/12/latest/amd64') ?? '';
  return {
    ...{ endpoint, settings, debian, another, machines: another() },
    spec: (id, changes = {}) => {
      const { user: _, ...all } = wishes(id, changes);
      return { ...all, image: { ami: debian } };
    },
    left: () =>
      endpoint
        .inventory()
        .map(({ kind, state }) => `${kind} ${state}`.trim())
        .sort(),
    [Symbol.asyncDispose]: async () => {
      for (const machines of opened) await machines[Symbol.asyncDispose]();
      await endpoint[Symbol.asyncDispose]();
      await rm(state, { recursive: true });
    },
  };
}

const settingsAt = (endpoint: string, state: string, place: Partial<RegionPlace>): Ec2Settings => ({
  ...{ state, area: 'test', connect: 'private', instanceTypes: ['t3.small', 't3.medium'], architecture: 'x86_64' },
  home: { region: HOME, endpoint, allowFrom: '203.0.113.7/32', launchGroups: [], ...place },
  copies: [{ region: AWAY, endpoint, allowFrom: '203.0.113.7/32', launchGroups: [], ...place }],
  ...{ shareWith: [], market: 'on-demand', rootVolume: {}, tags: { team: 'shop' } },
  parent: { kind: 'newest', owner: '136693071363', name: 'debian-12-amd64-*' },
  timing: { bootMs: 5_000, stopMs: 5_000, imageMs: 5_000, pollMs: 20, settleMs: 500, replyMs: 1_000 },
});
