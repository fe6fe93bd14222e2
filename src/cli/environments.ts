import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BakeCheck } from '../bake/checks/run-checks.ts';
import { contractOf } from '../bake/image-contract.ts';
import type { Environment, FlagSource } from '../catalog/environments/environment.ts';
import type { FlagValue } from '../catalog/environments/flag-value.ts';
import { readEnvironment } from '../catalog/environments/read.ts';
import { suggest } from '../catalog/nearest.ts';
import type { Provider } from '../machines/provider.ts';
import { Refusal } from '../problem/problem.ts';
import type { Contracts } from '../release/environment-problems.ts';
import { readSource, type SourcePlace } from '../release/flag-sources.ts';
import type { ReleaseLock } from '../release/lock.ts';
import { releaseFlags, secretsOf } from '../release/member-flags.ts';
import { imageOfTag } from '../release/role-image.ts';
import { EnvironmentStore } from '../release/up/environment-store.ts';
import type { UpPlace } from '../release/up/up-place.ts';
import { atAws } from './given-flags.ts';
import type { Session } from './session.ts';
import type { Workshop } from './workshop.ts';

const NAME = /^[a-z0-9-]{1,60}$/;

/** An environment by its name; a Refusal with all that is wrong with its file. */
export function environmentNamed(session: Session, name: string): Environment {
  const folder = session.settings.environments;
  const path = join(folder, `${name}.yaml`);
  if (!NAME.test(name) || !existsSync(path)) throw unknownEnvironment(session, name);
  const read = readEnvironment(session.shown(path), readFileSync(path, 'utf8'));
  if (read.ok) return read.value;
  throw new Refusal(read.problems);
}

/** Refuses a name of which nothing is known: it has no file, and none of these environments has it. */
export function refuseUnknown(session: Session, name: string, there: Iterable<string>): void {
  const known = new Set([...fileNames(session), ...there]);
  if (!known.has(name)) throw unknownEnvironment(session, name, known);
}

const fileNames = ({ settings: { environments: folder } }: Session): string[] =>
  (existsSync(folder) ? readdirSync(folder) : []).flatMap((file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? []);

function unknownEnvironment(session: Session, name: string, known: Iterable<string> = fileNames(session)): Refusal {
  const folder = session.settings.environments;
  const hint = NAME.test(name)
    ? hintFor(name, [...known], `${session.shown(folder)}/${name}.yaml`)
    : 'its name is lower-case letters, digits and -, for it is a part of DNS names';
  return new Refusal({ code: 'unknown-environment', message: `there is no environment ${name}`, hint });
}

function hintFor(name: string, names: readonly string[], path: string): string {
  if (names.length === 0) return `write ${path}`;
  const hint = suggest(name, names);
  return hint.startsWith('known') ? `${hint}; write ${path} for another` : hint;
}

/** What the images of a release ask for at launch. */
export async function contractsOf(workshop: Pick<Workshop, 'place'>, lock: ReleaseLock): Promise<Contracts> {
  const records = await Promise.all(lock.members.map(({ tag }) => workshop.place.ledger.show(tag)));
  return new Map(lock.members.map(({ role }, index) => [role, contractOf(records[index]?.entry.details ?? {})]));
}

/** Reads what a flag is given as. */
export type ValueReader = (source: FlagSource) => Promise<FlagValue>;

/**
 * How an environment's values are read for the machines of a provider, from the folder of rolebake.yaml: each once, whoever
 * asks. What AWS keeps is read here for machines of this host, and by themselves for those of AWS.
 */
export function valueReader(session: Session, provider: Provider): ValueReader {
  const known = new Map<string, Promise<FlagValue>>();
  const place: SourcePlace = {
    root: session.settings.root,
    variable: (name) => process.env[name],
    readFile: (path) => readFileSync(path),
    run: session.effects.run,
    atAws: provider === 'ec2' ? async (reference) => reference : atAws(session),
  };
  return (source) => {
    const key = JSON.stringify(source);
    const value = known.get(key) ?? readSource(source, place);
    known.set(key, value);
    return value;
  };
}

/** The environments whose machines one provider has: each has its own, and two of one name are two. */
export const environmentStore = ({ settings: { state }, effects }: Session, provider: Provider): EnvironmentStore =>
  new EnvironmentStore(provider === 'local' ? state : join(state, provider), effects);

/** Everything that environments are made with. */
export function upPlace(
  session: Session,
  workshop: Workshop,
  read: ValueReader = valueReader(session, workshop.provider),
): UpPlace {
  const { provider, machines, images, front, place } = workshop;
  const { keys, ledger, logs, effects } = place;
  const flags: UpPlace['flags'] = async (input) => {
    const environment = environmentNamed(session, input.environment);
    const contracts = await contractsOf({ place }, input.lock);
    return await releaseFlags(input.lock, environment, contracts, read);
  };
  return {
    ...{ machines, images, keys, logs, effects, ...front, flags },
    environments: environmentStore(session, provider),
    image: async (tag) => imageOfTag(await ledger.show(tag)),
    secrets: async (input) => secretsOf(await contractsOf({ place }, input.lock), await flags(input)),
    checks: async (tag) => {
      const digest = (await ledger.show(tag)).entry.objects?.['checks'];
      return digest === undefined ? [] : (JSON.parse((await ledger.object(digest)).toString()) as BakeCheck[]);
    },
  };
}

/** The names of environments that are noted, or that machines say they are of. */
export async function environmentsThere({ machines, environments }: UpPlace): Promise<string[]> {
  const noted = environments.list().map(({ environment }) => environment);
  return [...noted, ...(await machines.list()).flatMap(({ labels }) => labels['environment'] ?? [])];
}
