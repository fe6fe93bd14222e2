import { TARGETS, type Target } from '../../src/compile/compile.ts';
import type { ConvergeReport } from '../../src/converge/converge.ts';
import { Refusal } from '../../src/problem/problem.ts';
import type { TestMachines } from '../fixtures/test-machines.ts';
import { caseOfFile, caseOfThing } from './attribution.ts';
import type { Finding, Question } from './finding.ts';
import type { Group } from './group.ts';
import { differences, type Inventory, inventoryOf } from './inventory/inventory.ts';
import { type GroupMachine, launchPair, runScript } from './pair.ts';
import { Stopwatch } from './stopwatch.ts';

/** What came out for one group. */
export interface Examined {
  readonly group: Group;
  readonly findings: readonly Finding[];
  /** Things that converging made, changed or removed, as `path /etc/motd`; each was compared. */
  readonly made: readonly string[];
  /** Number of things compared in all. */
  readonly compared: number;
  /** Wall time by part. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** Converges a group's cases on two fresh machines, one by each tool, and asks every question of them. */
export async function examine(area: TestMachines, group: Group): Promise<Examined> {
  const watch = new Stopwatch();
  await using pair = await watch.time('launch', () => launchPair(area, group));
  const examination = new Examination(group, pair.machines, watch);
  await examination.run();
  return examination.result();
}

class Examination {
  readonly #group: Group;
  readonly #machines: readonly GroupMachine[];
  readonly #watch: Stopwatch;
  readonly #findings: Finding[] = [];
  #fresh: Inventory = new Map();
  #finished: readonly Inventory[] = [];

  constructor(group: Group, machines: readonly GroupMachine[], watch: Stopwatch) {
    this.#group = group;
    this.#machines = machines;
    this.#watch = watch;
  }

  async run(): Promise<void> {
    const time = this.#watch.time.bind(this.#watch);
    [this.#fresh = new Map()] = await time('look', () => this.#look(this.#machines.slice(0, 1)));
    if (!(await time('converge', () => this.#converge()))) return;
    this.#finished = await time('look', () => this.#look());
    this.#compareMachines();
    await time('again', () => this.#expectStill('again', ({ target }) => [target]));
    await time('other tool', () =>
      this.#expectStill('other tool', ({ target }) => TARGETS.filter((one) => one !== target)),
    );
    await time('dry run', () => this.#expectStill('dry run', () => TARGETS, true));
    this.#compareTimes(await time('look', () => this.#look()));
    await time('shows', () => this.#shows());
  }

  result(): Examined {
    const [finished = this.#fresh] = this.#finished;
    const made = differences(this.#fresh, finished).map(({ thing }) => thing);
    return {
      group: this.#group,
      findings: this.#findings,
      made,
      compared: finished.size,
      seconds: this.#watch.seconds,
    };
  }

  #look = (machines = this.#machines): Promise<Inventory[]> => Promise.all(machines.map(inventoryOf));

  /** Whether both machines are now what they should be: else there is nothing to ask. */
  async #converge(): Promise<boolean> {
    const first = async (machine: GroupMachine) => {
      const report = await this.#run('converges', machine, machine.target, false);
      const changed = report?.resources
        .filter((one) => one.changed)
        .map(({ file = '' }) => caseOfFile(this.#group, file));
      const idle = this.#group.cases.filter(({ name }) => changed && !changed.includes(name));
      for (const { name } of idle) this.#add('converges', machine, name, 'its profile changed nothing');
      return report !== undefined;
    };
    const reports = await Promise.all(this.#machines.map(first));
    return reports.every((converged) => converged);
  }

  /** Runs tools one after the other on each machine; whatever they change is found. */
  async #expectStill(
    question: Question,
    tools: (machine: GroupMachine) => readonly Target[],
    noop = false,
  ): Promise<void> {
    const runAll = async (machine: GroupMachine) => {
      for (const tool of tools(machine)) {
        const report = await this.#run(question, machine, tool, noop);
        for (const { name, file = '', line } of report?.resources.filter(({ changed }) => changed) ?? [])
          this.#add(question, machine, caseOfFile(this.#group, file), `${tool} changes ${name} (${file}:${line})`);
      }
    };
    await Promise.all(this.#machines.map(runAll));
  }

  /** Undefined if the tool fails: that is found. */
  async #run(
    question: Question,
    machine: GroupMachine,
    tool: Target,
    noop: boolean,
  ): Promise<ConvergeReport | undefined> {
    try {
      return await machine.converge(tool, noop);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#add(question, machine, caseOfFile(this.#group, error.message), error.message);
      return undefined;
    }
  }

  #compareMachines(): void {
    const [one = new Map(), other = new Map()] = this.#finished;
    this.#compare('same', undefined, { [TARGETS[0]]: one, [TARGETS[1]]: other });
  }

  #compareTimes(last: readonly Inventory[]): void {
    for (const [index, machine] of this.#machines.entries())
      this.#compare('stays', machine, { before: this.#finished[index] ?? new Map(), after: last[index] ?? new Map() });
  }

  #compare(question: Question, machine: GroupMachine | undefined, seen: Readonly<Record<string, Inventory>>): void {
    const [[left, one] = ['', new Map()], [right, other] = ['', new Map()]] = Object.entries(seen);
    for (const { thing, one: was = 'nothing', other: is = 'nothing' } of differences(one, other))
      this.#add(question, machine, caseOfThing(this.#group, thing), `${thing}: ${left} ${was}, ${right} ${is}`);
  }

  async #shows(): Promise<void> {
    for (const { name, shows } of this.#group.cases) {
      for (const machine of shows === undefined ? [] : this.#machines) {
        const { code, stdout, stderr } = await runScript(machine.ssh, shows ?? '');
        if (code !== 0) this.#add('shows', machine, name, `its script ended with ${code}: ${stdout}${stderr}`);
      }
    }
  }

  #add(question: Question, machine: GroupMachine | undefined, name: string | undefined, what: string): void {
    this.#findings.push({ group: this.#group.name, case: name, question, machine: machine?.target, what });
  }
}
