import { type Files, Team } from '../cli/team.ts';
import { tinyFiles } from '../cli/tiny.ts';
import { type Endpoint, startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { NspawnMachines } from '../ec2-endpoint/machines/nspawn/nspawn-machines.ts';
import { teamSettings } from '../fixtures/team-settings.ts';

/** A team that bakes on real machines of an EC2 endpoint; `await using` it. */
export interface CloudTeam extends AsyncDisposable {
  readonly team: Team;
  readonly endpoint: Endpoint;
  /** Where this host has the disks of instances, each in a folder of its id. */
  readonly disks: string;
  /** What exists at AWS: kind, region and state of each, sorted. */
  left(): string[];
}

/** What one image is: with its disk, in the region of the bakes and the one that gets a copy. */
export const ONE_IMAGE = [
  ...['image eu-central-1 available', 'image eu-west-1 available'],
  ...['snapshot eu-central-1 completed', 'snapshot eu-west-1 completed'],
];

/** From where its machines let ssh in, if from anywhere, and how it is to get there: `connect` of `ec2`, and other keys. */
export interface Way extends Partial<AsyncDisposable> {
  readonly from?: string;
  readonly connect: string;
  readonly more?: string;
}

/** Straight from this host, unless `wayTo` says another way to the machines. */
export async function cloudTeam(
  wayTo?: (machines: NspawnMachines) => Promise<Way>,
  files: Files = tinyFiles(),
): Promise<CloudTeam> {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
  const backEnd = await NspawnMachines.make();
  const way = (await wayTo?.(backEnd)) ?? { from: `${backEnd.hostAddress}/32`, connect: 'private' };
  const endpoint = await startEndpoint({ machines: backEnd });
  const team = await Team.of(files);
  team.write({ 'rolebake.yaml': settings(team.network, endpoint.url, way) });
  return {
    ...{ team, endpoint, disks: `${backEnd.settings.state}/machines` },
    left: () => {
      const all = endpoint.inventory();
      return all.map(({ kind, region, state }) => `${kind} ${region} ${state}`.trim()).sort();
    },
    [Symbol.asyncDispose]: async () => {
      await team.end();
      await endpoint[Symbol.asyncDispose]();
      await way[Symbol.asyncDispose]?.();
      await backEnd[Symbol.asyncDispose]();
    },
  };
}

function settings(network: string, endpoint: string, { from, connect, more = '' }: Way): string {
  const allowed = from === undefined ? '' : `, allow_from: ${from}`;
  return `${teamSettings(network)}provider: ec2
ec2:
  region: eu-central-1
  endpoint: "${endpoint}"${allowed.replace(', ', '\n  ')}
  connect: ${connect}${more && `\n  ${more}`}
  parent: {owner: "136693071363", name: debian-12-amd64-*}
  copies: [{region: eu-west-1, endpoint: "${endpoint}"${allowed}}]
`;
}
