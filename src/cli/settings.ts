import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { schemaProblems } from '../catalog/source/schema-problems.ts';
import { SourceFile } from '../catalog/source/source-file.ts';
import type { Target } from '../compile/compile.ts';
import type { Ec2Settings } from '../machines/ec2/settings.ts';
import type { Provider } from '../machines/provider.ts';
import type { Registries } from '../pins/releases.ts';
import { Refusal } from '../problem/problem.ts';
import { completeEc2 } from './ec2-settings.ts';
import { homePath } from './home-path.ts';
import type { SettingsFile } from './settings-types.gen.ts';

/** rolebake.yaml with every default filled in and every folder absolute. */
export interface Settings {
  /** The folder that holds rolebake.yaml. */
  readonly root: string;
  readonly catalog: string;
  readonly generated: string;
  /** Folder of the environments. */
  readonly environments: string;
  readonly ledger: string;
  /** Undefined: the ledger is not signed. What is left out comes from git's settings. */
  readonly ledgerSigning?: { readonly allowedSigners?: string; readonly key?: string };
  /** A folder or a URL. */
  readonly configRepo?: string;
  readonly state: string;
  readonly cache: string;
  readonly provider: Provider;
  readonly network: string;
  readonly registries: Registries;
  /** Undefined: rolebake.yaml says nothing of EC2. */
  readonly ec2?: Ec2Settings;
  readonly jobs: JobSettings;
  /** The tool that is to bake a role; undefined: no matter which. */
  targetOf(role: string): Target | undefined;
}

/** How the journal keeps jobs. */
interface JobSettings {
  /** So many that have ended are kept. */
  readonly keep: number;
  readonly leaseMs: number;
  /** In seconds. */
  readonly machineLife: number;
  /** In seconds. */
  readonly convergeLimit: number;
}

const FILE = 'rolebake.yaml';

/** Finds and reads rolebake.yaml, in this folder or the nearest one above it. */
export function readSettings(start: string): Settings {
  const root = findRoot(resolve(start));
  if (root === undefined) {
    const hint = 'rolebake new catalog FOLDER starts one';
    throw new Refusal({ code: 'no-settings', message: `there is no ${FILE} in ${resolve(start)} or above it`, hint });
  }
  const file = new SourceFile(FILE, readFileSync(join(root, FILE), 'utf8'));
  const data = file.data ?? {};
  const problems =
    file.problems.length > 0 ? file.problems : file.data === null ? [] : schemaProblems(file, 'settings');
  if (problems.length > 0) throw new Refusal(problems);
  return settingsOf(root, data as SettingsFile, file);
}

/** The folder of rolebake.yaml: this one or the nearest above it that has one. */
export function findRoot(folder: string): string | undefined {
  if (existsSync(join(folder, FILE))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : findRoot(parent);
}

function settingsOf(root: string, data: SettingsFile, file: SourceFile): Settings {
  const at = (path: string | undefined, usual: string) => resolve(root, path ?? usual);
  const repo = data.config_repo;
  const state = at(data.state, '/var/lib/rolebake');
  const targets = new Map(Object.entries(data.targets ?? {}));
  return {
    root,
    catalog: at(data.catalog, 'catalog'),
    generated: at(data.generated, 'generated'),
    environments: at(data.environments, 'environments'),
    ledger: at(data.ledger, 'ledger'),
    ...(data.ledger_signing === undefined ? {} : { ledgerSigning: signingOf(root, data.ledger_signing) }),
    ...(repo === undefined ? {} : { configRepo: isUrl(repo) ? repo : resolve(root, repo) }),
    state,
    cache: at(data.cache, '/var/cache/rolebake'),
    provider: data.provider ?? 'local',
    network: data.network ?? '10.87.0.0/16',
    registries: {
      forge: withoutSlash(data.forge ?? 'https://forgeapi.puppet.com'),
      supermarket: withoutSlash(data.supermarket ?? 'https://supermarket.chef.io'),
    },
    ...(data.ec2 === undefined ? {} : { ec2: completeEc2(file, data.ec2, root, state) }),
    jobs: {
      keep: data.jobs?.keep ?? 1_000,
      leaseMs: (data.jobs?.lease ?? 30) * 1_000,
      machineLife: data.jobs?.machine_life ?? 600,
      convergeLimit: data.jobs?.converge_limit ?? 3_600,
    },
    targetOf: (role) => targets.get(role),
  };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

function signingOf(root: string, { allowed_signers: signers, key }: NonNullable<SettingsFile['ledger_signing']>) {
  return {
    ...(signers === undefined ? {} : { allowedSigners: homePath(root, signers) }),
    ...(key === undefined ? {} : { key: isPublicKey(key) ? key : homePath(root, key) }),
  };
}

/** A public key itself, as git takes it for one. */
const isPublicKey = (key: string): boolean => /^(key::|(ssh|ecdsa|sk)-\S+ )/.test(key);

/** `ssh://host/x`, and git's short form `host:x`. */
const isUrl = (repo: string): boolean => !isAbsolute(repo) && /^([a-z+]+:\/\/|[^/]+:)/.test(repo);

/** A path as messages show it: relative where that is shorter. */
export function shown(path: string, root: string): string {
  const near = relative(root, path);
  return near.length < path.length ? near || '.' : path;
}
