import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Effects } from '../host/effects.ts';
import { Refusal } from '../problem/problem.ts';
import type { JobRecord, JobState, StepRecord } from './job-record.ts';
import { jobOf, stepOf } from './job-record.ts';
import { type Owner, thisProcess } from './owner.ts';
import { openDatabase } from './schema.ts';

/** The right to write to a job. Each take-over makes a new one, and the old one worthless. */
export interface Claim {
  readonly job: string;
  readonly epoch: number;
}

/** The journal of jobs in a SQLite file; every write is on disk when its method returns. */
export class Journal implements Disposable {
  readonly #database: DatabaseSync;
  readonly #effects: Pick<Effects, 'now' | 'randomBytes'>;
  readonly #self: Owner = thisProcess();

  constructor(path: string, effects: Pick<Effects, 'now' | 'randomBytes'>) {
    mkdirSync(dirname(path), { recursive: true });
    this.#database = openDatabase(path);
    this.#effects = effects;
  }

  /** A new running job, owned by this process. */
  begin(kind: string, input: unknown): Claim {
    const { pid, startTime, boot } = this.#self;
    const [id, now] = [this.#effects.randomBytes(5).toString('hex'), this.now().toISOString()];
    const values = [id, kind, JSON.stringify(input) ?? 'null', pid, startTime, boot, now, now];
    this.#run(`INSERT INTO job (id, kind, input, pid, start, boot, created, updated) VALUES (?,?,?,?,?,?,?,?)`, values);
    return { job: id, epoch: 1 };
  }

  /** Makes this process the owner of a job as it was read; undefined if another was faster. */
  takeOver(job: JobRecord): Claim | undefined {
    const { pid, startTime, boot } = this.#self;
    const changes = this.#run(
      `UPDATE job SET pid = ?, start = ?, boot = ?, epoch = epoch + 1, updated = ?
       WHERE id = ? AND epoch = ? AND state = 'running'`,
      [pid, startTime, boot, this.now().toISOString(), job.id, job.epoch],
    );
    return changes === 1 ? { job: job.id, epoch: job.epoch + 1 } : undefined;
  }

  /** Whether the claim still holds. */
  holds(claim: Claim): boolean {
    const held = this.#database.prepare(`SELECT 1 FROM job WHERE id = ? AND epoch = ? AND state = 'running'`);
    return held.get(claim.job, claim.epoch) !== undefined;
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
    this.#guarded(claim, (now) =>
      this.#run(`UPDATE step SET state = 'done', result = ?, ended = ? WHERE job = ? AND name = ?`, [
        result,
        now,
        claim.job,
        name,
      ]),
    );
  }

  failStep(claim: Claim, name: string, error: string): void {
    this.#guarded(claim, (now) =>
      this.#run(`UPDATE step SET state = 'failed', error = ?, ended = ? WHERE job = ? AND name = ?`, [
        error,
        now,
        claim.job,
        name,
      ]),
    );
  }

  /** Says that the undo begins: from here on the job can only be undone. */
  startUndo(claim: Claim): void {
    this.#guarded(claim, () => this.#run('UPDATE job SET undoing = 1 WHERE id = ?', [claim.job]));
  }

  /** Keeps the error of a job. */
  noteError(claim: Claim, error: string): void {
    this.#guarded(claim, () => this.#run('UPDATE job SET error = ? WHERE id = ?', [error, claim.job]));
  }

  /** Ends the job; nothing can be written to it any more. */
  end(claim: Claim, state: Exclude<JobState, 'running'>): void {
    this.#guarded(claim, () => this.#run('UPDATE job SET state = ? WHERE id = ?', [state, claim.job]));
  }

  /** All jobs, or those in one state, oldest first. */
  jobs(state?: JobState): JobRecord[] {
    const all = this.#database.prepare('SELECT * FROM job ORDER BY created, id').all().map(jobOf);
    return state === undefined ? all : all.filter((job) => job.state === state);
  }

  job(id: string): JobRecord | undefined {
    const row = this.#database.prepare('SELECT * FROM job WHERE id = ?').get(id);
    return row && jobOf(row);
  }

  /** The steps of a job in the order in which they first began. */
  steps(job: string): StepRecord[] {
    return this.#database.prepare('SELECT * FROM step WHERE job = ? ORDER BY rowid').all(job).map(stepOf);
  }

  step(job: string, name: string): StepRecord | undefined {
    const row = this.#database.prepare('SELECT * FROM step WHERE job = ? AND name = ?').get(job, name);
    return row && stepOf(row);
  }

  /** The journal's clock. */
  now(): Date {
    return this.#effects.now();
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #run(sql: string, values: (string | number | null)[]): number {
    return Number(this.#database.prepare(sql).run(...values).changes);
  }

  /** One transaction that writes only while the claim holds. */
  #guarded(claim: Claim, write: (now: string) => void): void {
    const now = this.now().toISOString();
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      if (!this.holds(claim)) throw lost(claim);
      write(now);
      this.#run('UPDATE job SET updated = ? WHERE id = ?', [now, claim.job]);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** Opens the journal at this path; it and its folder are made when they are missing. */
export function openJournal(path: string, effects: Pick<Effects, 'now' | 'randomBytes'>): Journal {
  return new Journal(path, effects);
}

function lost(claim: Claim): Refusal {
  return new Refusal({
    code: 'job-lost',
    message: `job ${claim.job} has gone to another process, or has ended; this one stops`,
  });
}
