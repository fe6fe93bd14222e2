import { appendFileSync, createReadStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Converger } from '../converge/bundle/converger.ts';
import type { Connection } from '../converge/connection.ts';
import type { ConvergeReport } from '../converge/converge.ts';
import { converge } from '../converge/converge.ts';
import { fenced } from '../engine/fenced.ts';
import type { JobContext, JobKind } from '../engine/job.ts';
import type { Effects } from '../host/effects.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LocalMachines } from '../machines/local/local-machines.ts';
import { parseDigest } from '../naming/digest.ts';
import { applicationFolder } from '../naming/names.ts';
import { Refusal } from '../problem/problem.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import { connect } from '../ssh/connect.ts';
import type { Argv, SshConnection } from '../ssh/connection.ts';
import { openArchive } from '../streams/archives.ts';
import type { KeyStore } from './key-store.ts';
import type { BakeInput } from './plan.ts';
import { seal } from './seal.ts';
import { IF_TRANSIENT } from './transient.ts';

/** What a bake works with. */
export interface BakePlace {
  readonly machines: LocalMachines;
  readonly snapshots: Snapshots;
  readonly ledger: Ledger;
  readonly keys: KeyStore;
  /** The converger, with its digest as the ledger writes it; built when it is first needed. */
  readonly converger: () => Promise<Converger>;
  /** Folder of application archives. */
  readonly archives: string;
  /** Folder of the logs of bakes: what the machine said, by job. */
  readonly logs: string;
  readonly who: string;
  readonly version: string;
  readonly effects: Effects;
  /** Output of the machine as it comes. */
  readonly onOutput?: (role: string, text: string) => void;
}

export interface BakeResult {
  readonly tag: string;
  readonly digest: string;
  readonly seconds: number;
  readonly resources: number;
}

/** Name of a bake's machine: derived from the job, so that whoever goes on with the job finds it. */
export const bakeMachine = (jobId: string): string => `bake-${jobId}`;

/** What a bake works on: a role is baked by one job at a time. */
export const bakeSubject = ({ role }: Pick<BakeInput, 'role'>): string => `role/${role}`;

/** The bake of one role: launch, converge, seal, snapshot, tag, terminate. */
export const bakeKind = (place: BakePlace): JobKind<BakeInput, BakeResult> => ({
  name: 'bake',
  subject: bakeSubject,
  finishAfter: 'snapshot',
  run: (context, input) => new Bake(fencedPlace(place, context), context, input).run(),
  undo: async (context) => {
    const { machines, keys } = fencedPlace(place, context);
    await machines.terminate(bakeMachine(context.jobId));
    keys.forget(bakeMachine(context.jobId));
  },
});

/** The same place for this job alone: whatever reaches outside is done only while the job is this process's. */
function fencedPlace(place: BakePlace, { assertHeld }: JobContext): BakePlace {
  return {
    ...place,
    machines: fenced(place.machines, assertHeld),
    snapshots: fenced(place.snapshots, assertHeld),
    ledger: fenced(place.ledger, assertHeld),
    keys: fenced(place.keys, assertHeld),
  };
}

/** apt tries nothing twice itself: a step that failed is tried again, which the user sees. */
const REFRESH = [
  ...['apt-get', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20', '-o', 'APT::Update::Error-Mode=any'],
  'update',
] as const satisfies Argv;

/** apt waits for ever for its own helpers when the disk is full. */
const REFRESH_MS = 300_000;

class Bake {
  readonly #place: BakePlace;
  readonly #context: JobContext;
  readonly #input: BakeInput;
  readonly #machine: string;

  constructor(place: BakePlace, context: JobContext, input: BakeInput) {
    this.#place = place;
    this.#context = context;
    this.#input = input;
    this.#machine = bakeMachine(context.jobId);
  }

  async run(): Promise<BakeResult> {
    const step: JobContext['step'] = (name, act) => this.#context.step(name, act, { retries: IF_TRANSIENT });
    const started = await step('launch', () => this.#launch());
    await step('refresh package lists', () => this.#onMachine((ssh) => this.#refresh(ssh)));
    if (this.#input.application) await step('unpack application', () => this.#onMachine((ssh) => this.#unpack(ssh)));
    const report = await step(`converge (${this.#input.target})`, () => this.#onMachine((ssh) => this.#converge(ssh)));
    await step('stop', async () => void (await this.#place.machines.stop(this.#machine)));
    await step('seal', () => this.#seal());
    const digest = await step('snapshot', () => this.#snapshot());
    const result = await step('tag', () => this.#tag(digest, started, report));
    await step('terminate', () => this.#terminate());
    return result;
  }

  /** Gives the time at which the bake began, in milliseconds. */
  async #launch(): Promise<number> {
    const keys = this.#place.keys.of(this.#machine);
    const { machines, snapshots, effects } = this.#place;
    const converger = await this.#place.converger();
    await machines.launch({
      id: this.#machine,
      purpose: 'bake',
      fence: this.#context.assertHeld,
      labels: { role: this.#input.role, job: this.#context.jobId },
      layers: snapshots.layers(parseDigest(this.#input.parent.digest)),
      hostKey: keys.host,
      authorizedKey: keys.user.publicKey,
      credentials: {},
      outbound: true,
      binds: [{ source: converger.dir, target: '/run/rolebake/converger' }],
    });
    return effects.now().getTime();
  }

  async #onMachine<T>(act: (ssh: SshConnection) => Promise<T>): Promise<T> {
    const machine = await this.#place.machines.get(this.#machine);
    if (!machine)
      throw new Refusal({ code: 'unknown-machine', message: `the machine of this bake (${this.#machine}) is gone` });
    const keys = this.#place.keys.of(this.#machine);
    await using ssh = await connect(
      { host: machine.address, port: 22, user: 'root', hostKey: keys.host.publicKey, privateKey: keys.user.privateKey },
      { signal: this.#context.signal },
    );
    return await act(fenced(ssh, this.#context.assertHeld));
  }

  async #refresh(ssh: SshConnection): Promise<void> {
    const result = await ssh.run(REFRESH, {
      signal: this.#context.signal,
      timeoutMs: REFRESH_MS,
      onOutput: (text) => this.#output(text),
    });
    if (result.code === 0) return;
    const message = `apt-get update in the machine of ${this.#input.role} ended with ${result.code}: ${lastLines(result.stderr)}`;
    throw new Refusal({
      code: 'mirror-failed',
      message,
      hint: 'is the Debian mirror reachable? apt-get update shows it for this host, rolebake doctor for its machines',
    });
  }

  async #unpack(ssh: SshConnection): Promise<void> {
    const { application } = this.#input;
    if (!application) return;
    const archive = await openArchive(this.#place.archives, parseDigest(application.digest));
    await ssh.unpack(createReadStream(archive), applicationFolder(application.name));
  }

  async #converge(ssh: SshConnection): Promise<ConvergeReport> {
    const { role, target, tree } = this.#input;
    const { signal } = this.#context;
    const connection: Connection = { run: (argv, options) => ssh.run(argv, { ...options, signal }) };
    return await converge({ connection, target, role, tree: new Map(Object.entries(tree)) }, (text) =>
      this.#output(text),
    );
  }

  async #seal(): Promise<void> {
    const { machines } = this.#place;
    const [root, layerDir] = [await machines.rootOf(this.#machine), await machines.upperOf(this.#machine)];
    const keepLogsIn = join(this.#logFolder(), 'machine');
    await seal(root, { sourceDateEpoch: this.#input.sourceDateEpoch, keepLogsIn, layerDir });
  }

  async #snapshot(): Promise<string> {
    const layerDir = await this.#place.machines.upperOf(this.#machine);
    const { parent, sourceDateEpoch } = this.#input;
    const snapshot = await this.#place.snapshots.add({
      ...{ layerDir, parent: parseDigest(parent.digest), sourceDateEpoch },
      fence: this.#context.assertHeld,
    });
    return snapshot.digest;
  }

  async #tag(digest: string, started: number, report: ConvergeReport): Promise<BakeResult> {
    const { role, target, key, parts, parent, application, details } = this.#input;
    const { ledger, who, version, effects } = this.#place;
    const seconds = Math.round((effects.now().getTime() - started) / 100) / 10;
    const resources = report.resources.length;
    const entry = await ledger.append({
      kind: 'tag',
      stream: 'role',
      name: role,
      digest,
      parents: [parent, ...(application ? [application] : [])].map((one) => ({ tag: one.tag, digest: one.digest })),
      bake: { key, parts, target, converger: parts['converger'] ?? '', rolebake: version, seconds, resources },
      details: { ...details },
      job: this.#context.jobId,
      who,
    });
    return { tag: `role/${role}@${entry.number}`, digest, seconds, resources };
  }

  async #terminate(): Promise<void> {
    await this.#place.machines.terminate(this.#machine);
    this.#place.keys.forget(this.#machine);
  }

  #logFolder(): string {
    const folder = join(this.#place.logs, this.#context.jobId);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  #output(text: string): void {
    appendFileSync(join(this.#logFolder(), 'output.log'), text);
    this.#place.onOutput?.(this.#input.role, text);
  }
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join(' / ');
