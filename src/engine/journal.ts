import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Effects } from '../host/effects.ts';
import { Refusal } from '../problem/problem.ts';
import type { FailureRecord, JobRecord, JobState, StepRecord } from './job-record.ts';
import { failureOf, JOB_COLUMNS, jobOf, stepOf } from './job-record.ts';
import { type Holding, holdingOf, LEASE, type LeaseClock } from './lease.ts';
import { type Owner, thisProcess } from './owner.ts';
import { busyRefusal, endStoppedWriter, openDatabase } from './schema.ts';
import { errorText, problemsText } from './thrown.ts';

/** The right to write to a job. Each take-over makes a new one, and the old one worthless. */
export interface Claim {
  readonly job: string;
  readonly epoch: number;
}

type JournalEffects = Pick<Effects, 'now' | 'randomBytes'>;

/** The journal of jobs in a SQLite file; every write is on disk when its method returns. */
export class Journal implements Disposable {
  readonly #database: DatabaseSync;
  readonly #effects: JournalEffects;
  readonly #path: string;
  readonly #self: Owner = thisProcess();
  readonly clock: LeaseClock;

  constructor(path: string, effects: JournalEffects, clock: LeaseClock = LEASE) {
    mkdirSync(dirname(path), { recursive: true });
    this.#database = openDatabase(path);
    this.#effects = effects;
    this.#path = path;
    this.clock = clock;
  }

  /** A new running job, owned by this process; the running job of the same subject if there is one. */
  begin(kind: string, input: unknown, subject?: string): Claim | JobRecord {
    const { pid, startTime, boot } = this.#self;
    const [id, now] = [this.#effects.randomBytes(5).toString('hex'), this.now().toISOString()];
    const text = JSON.stringify(input) ?? 'null';
    return this.#transaction(() => {
      const other = subject === undefined ? undefined : this.#runningOn(subject);
      if (other !== undefined) return other;
      this.#run(
        `INSERT INTO job (id, kind, subject, input, pid, start, boot, lease, created, updated)
         VALUES (?,?,?,?,?,?,?,?,?,?)`,
        [id, kind, subject ?? null, text, pid, startTime, boot, this.#leaseEnd(), now, now],
      );
      return { job: id, epoch: 1 };
    });
  }

  /** Makes this process the owner of a job as it was read; undefined if another was faster. */
  takeOver(job: JobRecord): Claim | undefined {
    const { pid, startTime, boot } = this.#self;
    const sql = `UPDATE job SET pid = ?, start = ?, boot = ?, lease = ?, epoch = epoch + 1, updated = ?
       WHERE id = ? AND epoch = ? AND state = 'running'`;
    const values = [pid, startTime, boot, this.#leaseEnd(), this.now().toISOString(), job.id, job.epoch];
    const changes = this.#transaction(() => this.#run(sql, values));
    return changes === 1 ? { job: job.id, epoch: job.epoch + 1 } : undefined;
  }

  /** Makes the claim's lease a whole one again; false if the claim does not hold any more. */
  renew({ job, epoch }: Claim): boolean {
    const sql = `UPDATE job SET lease = ? WHERE id = ? AND epoch = ? AND state = 'running'`;
    return this.#run(sql, [this.#leaseEnd(), job, epoch]) === 1;
  }

  /** Lets go of a job that this process can do nothing more for: its lease has run out at once. */
  release({ job, epoch }: Claim): void {
    this.#run(`UPDATE job SET lease = 0 WHERE id = ? AND epoch = ? AND state = 'running'`, [job, epoch]);
  }

  /** Whether the claim still holds. */
  holds(claim: Claim): boolean {
    const held = this.#database.prepare(`SELECT 1 FROM job WHERE id = ? AND epoch = ? AND state = 'running'`);
    return held.get(claim.job, claim.epoch) !== undefined;
  }

  /** Refuses with `job-lost` if the claim does not hold: what comes right after may act. */
  assertHeld(claim: Claim): void {
    if (!this.holds(claim)) throw lost(claim);
  }

  /** How firmly a running job is in its owner's hands. */
  holding(job: JobRecord): Holding {
    return holdingOf(job, this.clock);
  }

  startStep(claim: Claim, name: string): void {
    this.#guarded(claim, (now) =>
      this.#run(
        `INSERT INTO step (job, name, started) VALUES (?, ?, ?) ON CONFLICT (job, name) DO UPDATE
         SET state = 'started', started = excluded.started, ended = NULL, error = NULL, attempts = attempts + 1`,
        [claim.job, name, now],
      ),
    );
  }

  /** Keeps the result: JSON text, or null for undefined. */
  endStep(claim: Claim, name: string, result: string | null): void {
    const sql = `UPDATE step SET state = 'done', result = ?, ended = ? WHERE job = ? AND name = ?`;
    this.#guarded(claim, (now) => this.#run(sql, [result, now, claim.job, name]));
  }

  failStep(claim: Claim, name: string, error: unknown): void {
    const text = errorText(error);
    const step = `UPDATE step SET state = 'failed', error = ?, ended = ? WHERE job = ? AND name = ?`;
    const failure = `INSERT INTO failure SELECT job, name, attempts, ?, ? FROM step WHERE job = ? AND name = ?`;
    this.#guarded(claim, (now) => {
      this.#run(step, [text, now, claim.job, name]);
      this.#run(failure, [now, text, claim.job, name]);
    });
  }

  /** Asks the owner of a running job to undo it; it sees that within a heartbeat. False if the job does not run. */
  requestCancel(job: string): boolean {
    const sql = `UPDATE job SET cancel = 1 WHERE id = ? AND state = 'running'`;
    return this.#transaction(() => this.#run(sql, [job])) === 1;
  }

  /** Says that the undo begins: from here on the job can only be undone. */
  startUndo(claim: Claim): void {
    this.#guarded(claim, () => this.#run('UPDATE job SET undoing = 1 WHERE id = ?', [claim.job]));
  }

  /** Keeps the error of a job. */
  noteError(claim: Claim, error: unknown, context = ''): void {
    const values = [context + errorText(error), problemsText(error), claim.job];
    this.#guarded(claim, () => this.#run('UPDATE job SET error = ?, problems = ? WHERE id = ?', values));
  }

  /** Ends the job; nothing can be written to it any more. */
  end(claim: Claim, state: Exclude<JobState, 'running'>, result?: unknown): void {
    const text = JSON.stringify(result) ?? null;
    this.#guarded(claim, () =>
      this.#run('UPDATE job SET state = ?, result = ? WHERE id = ?', [state, text, claim.job]),
    );
  }

  /** All jobs, or those in one state, oldest first. */
  jobs(state?: JobState): JobRecord[] {
    const select = `SELECT ${JOB_COLUMNS} FROM job`;
    const rows =
      state === undefined
        ? this.#database.prepare(`${select} ORDER BY rowid`).all()
        : this.#database.prepare(`${select} WHERE state = ? ORDER BY rowid`).all(state);
    return rows.map(jobOf);
  }

  job(id: string): JobRecord | undefined {
    const row = this.#database.prepare(`SELECT ${JOB_COLUMNS} FROM job WHERE id = ?`).get(id);
    return row && jobOf(row);
  }

  /** What the job was begun with. */
  input(id: string): unknown {
    const row = this.#database.prepare('SELECT input FROM job WHERE id = ?').get(id);
    return row && JSON.parse(String(row['input']));
  }

  /** Whether somebody has asked for the job's end. */
  isCancelAsked(id: string): boolean {
    return this.#database.prepare('SELECT 1 FROM job WHERE id = ? AND cancel = 1').get(id) !== undefined;
  }

  /** The steps of a job in the order in which they first began. */
  steps(job: string): StepRecord[] {
    return this.#database.prepare('SELECT * FROM step WHERE job = ? ORDER BY rowid').all(job).map(stepOf);
  }

  step(job: string, name: string): StepRecord | undefined {
    const row = this.#database.prepare('SELECT * FROM step WHERE job = ? AND name = ?').get(job, name);
    return row && stepOf(row);
  }

  /** Every attempt of a step of the job that failed, oldest first. */
  failures(job: string): FailureRecord[] {
    return this.#database.prepare('SELECT * FROM failure WHERE job = ? ORDER BY rowid').all(job).map(failureOf);
  }

  /** Forgets the oldest jobs that have ended, so that no more than `keep` of them are left; gives their ids. */
  prune(keep: number): string[] {
    return this.#transaction(() => {
      const sql = `SELECT id FROM job WHERE state <> 'running' ORDER BY rowid DESC LIMIT -1 OFFSET ?`;
      const ids = this.#database
        .prepare(sql)
        .all(keep)
        .map(({ id }) => String(id));
      for (const id of ids)
        for (const table of ['failure', 'step']) this.#run(`DELETE FROM ${table} WHERE job = ?`, [id]);
      for (const id of ids) this.#run('DELETE FROM job WHERE id = ?', [id]);
      return ids;
    });
  }

  /** The journal's clock. */
  now(): Date {
    return this.#effects.now();
  }

  /** A number from 0 to 1, for pauses. */
  random(): number {
    return this.#effects.randomBytes(2).readUInt16BE() / 0xffff;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #leaseEnd(): number {
    return this.clock.monotonicMs() + this.clock.leaseMs;
  }

  #runningOn(subject: string): JobRecord | undefined {
    const row = this.#database
      .prepare(`SELECT ${JOB_COLUMNS} FROM job WHERE subject = ? AND state = 'running'`)
      .get(subject);
    return row && jobOf(row);
  }

  #run(sql: string, values: (string | number | null)[]): number {
    return Number(this.#database.prepare(sql).run(...values).changes);
  }

  #transaction<T>(act: () => T): T {
    this.#begin();
    try {
      const result = act();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #begin(): void {
    const begin = () => this.#database.exec('BEGIN IMMEDIATE');
    try {
      begin();
    } catch (error) {
      const busy = busyRefusal(this.#path, error);
      if (!busy || !endStoppedWriter(this.#path)) throw busy ?? error;
      begin();
    }
  }

  /** One transaction that writes only while the claim holds, and renews its lease. */
  #guarded(claim: Claim, write: (now: string) => void): void {
    const now = this.now().toISOString();
    this.#transaction(() => {
      this.assertHeld(claim);
      write(now);
      this.#run('UPDATE job SET updated = ?, lease = ? WHERE id = ?', [now, this.#leaseEnd(), claim.job]);
    });
  }
}

/** Opens the journal at this path; it and its folder are made when they are missing. */
export function openJournal(path: string, effects: JournalEffects, clock?: LeaseClock): Journal {
  return new Journal(path, effects, clock);
}

function lost(claim: Claim): Refusal {
  return new Refusal({
    code: 'job-lost',
    message: `job ${claim.job} has gone to another process, or has ended; this one stops`,
    hint: `rolebake jobs show ${claim.job}`,
  });
}
