import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BakeCheck } from '../bake/checks/run-checks.ts';
import { contractOf } from '../bake/image-contract.ts';
import type { Environment, FlagSource } from '../catalog/environments/environment.ts';
import { readEnvironment } from '../catalog/environments/read.ts';
import { suggest } from '../catalog/nearest.ts';
import { Refusal } from '../problem/problem.ts';
import type { Contracts } from '../release/environment-problems.ts';
import { readSource } from '../release/flag-sources.ts';
import { FRONT_PACKAGES } from '../release/front/front-machines.ts';
import { localBalancers } from '../release/front/local-balancers.ts';
import { localZones } from '../release/front/local-zones.ts';
import type { ReleaseLock } from '../release/lock.ts';
import { releaseFlags } from '../release/member-flags.ts';
import { EnvironmentStore } from '../release/up/environment-store.ts';
import type { UpPlace } from '../release/up/up-place.ts';
import { buildOsTree } from '../streams/os.ts';
import type { LocalWorkshop } from './local-workshop.ts';
import type { Session } from './session.ts';

/** An environment by its name; a Refusal with all that is wrong with its file. */
export function environmentNamed(session: Session, name: string): Environment {
  const folder = session.settings.environments;
  const path = join(folder, `${name}.yaml`);
  if (!/^[a-z0-9-]{1,60}$/.test(name) || !existsSync(path)) throw unknownEnvironment(session, name);
  const read = readEnvironment(session.shown(path), readFileSync(path, 'utf8'));
  if (read.ok) return read.value;
  throw new Refusal(read.problems);
}

function unknownEnvironment(session: Session, name: string): Refusal {
  const folder = session.settings.environments;
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const names = files.flatMap((file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const hint = names.length === 0 ? `write ${session.shown(folder)}/${name}.yaml` : suggest(name, names);
  return new Refusal({ code: 'unknown-environment', message: `there is no environment ${name}`, hint });
}

/** What the images of a release ask for at launch. */
export async function contractsOf(workshop: Pick<LocalWorkshop, 'place'>, lock: ReleaseLock): Promise<Contracts> {
  const records = await Promise.all(lock.members.map(({ tag }) => workshop.place.ledger.show(tag)));
  return new Map(lock.members.map(({ role }, index) => [role, contractOf(records[index]?.entry.details ?? {})]));
}

/** How references to values are followed, from the folder of rolebake.yaml. */
export const valueReader =
  (session: Session) =>
  (source: FlagSource): Promise<string> =>
    readSource(source, {
      root: session.settings.root,
      variable: (name) => process.env[name],
      readFile: (path) => readFileSync(path),
      run: session.effects.run,
    });

/** Everything on this host that environments are made with. */
export function upPlace(session: Session, { machines, snapshots, place }: Omit<LocalWorkshop, 'journal'>): UpPlace {
  const { keys, ledger, effects } = place;
  const front = { machines, keys, tree: treeOf(session) };
  return {
    ...{ machines, snapshots, keys, effects },
    balancers: localBalancers(front),
    zones: localZones(front),
    environments: new EnvironmentStore(session.settings.state, effects),
    flags: async (input) => {
      const environment = environmentNamed(session, input.environment);
      return await releaseFlags(
        input.lock,
        environment,
        await contractsOf({ place }, input.lock),
        valueReader(session),
      );
    },
    checks: async (tag) => {
      const digest = (await ledger.show(tag)).entry.objects?.['checks'];
      return digest === undefined ? [] : (JSON.parse((await ledger.object(digest)).toString()) as BakeCheck[]);
    },
  };
}

/** The tree of balancers and resolvers, from the cache or built with progress. */
function treeOf(session: Session): () => Promise<string> {
  let asked: Promise<string> | undefined;
  return () => (asked ??= buildTree(session));
}

const buildTree = (session: Session): Promise<string> =>
  session.progress.during({ subject: 'balancers', step: 'base tree' }, async (detail) => {
    const request = { suite: 'bookworm', packages: FRONT_PACKAGES, cache: join(session.settings.cache, 'os') };
    return (await buildOsTree(request, session.effects, ({ text }) => detail(text))).dir;
  });
