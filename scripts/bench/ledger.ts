import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { realEffects } from '../../src/host/effects.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { sshSigner } from '../../src/ledger/signing.ts';
import type { RunBench } from './bench.ts';
import { type Figure, figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { gitFigures, sqliteFigures } from './ledger-beside.ts';
import { repoFigures } from './ledger-repo.ts';
import { makeLedger, roleFact } from './made-ledger.ts';
import { median, medianOf } from './median.ts';
import { type Usage, usageOf } from './node-usage.ts';
import { makePackage } from './package.ts';

const ENTRIES_A_NAME = 200;
const MILLION = 1_000_000;

/** A ledger of so many entries, 200 of each component, as a team has it after years. */
export const benchLedger: RunBench = async ({ lab, counts }) => {
  const names = Math.max(2, Math.round(counts.entries / ENTRIES_A_NAME));
  lab.say(`making ${counts.entries} entries of ${names} components`);
  const dir = join(lab.folder, 'ledger');
  const bytes = makeLedger(dir, counts.entries, names);
  mkdirSync(join(lab.folder, 'catalog'));
  writeFileSync(join(lab.folder, 'rolebake.yaml'), 'catalog: catalog\nledger: ledger\nstate: state\n');
  const ledger = openLedger(dir, realEffects, { state: join(lab.folder, 'state') });
  return [
    figure('entries', counts.entries, 'entries'),
    figure('ledger', bytes / 1e6, 'MB'),
    ...(await verifyFigures(ledger, counts.entries, bytes, lab)),
    ...(await readFigures(ledger, counts.runs, lab)),
    ...(await appendFigures(ledger, counts.runs, names, lab)),
    ...(await signedFigures(dir, counts.runs, lab)),
    ...(await repoFigures(lab, dir)),
    ...(await gitFigures(lab, dir)),
    ...sqliteFigures(lab, dir, counts.runs),
  ];
};

/** The aim of a million entries, 5 s, as what one entry may take. */
async function verifyFigures(ledger: Ledger, entries: number, bytes: number, lab: Lab): Promise<Figure[]> {
  const runs = await repeat(3, lab, 'verify', async () => {
    const faults = await ledger.verify();
    if (faults.length > 0) throw new Error(`the made ledger is not whole: ${faults[0]?.message}`);
  });
  const ms = medianOf(runs, (run) => run.ms);
  return [
    figure('verify', ms / 1000, 's', (5 * entries) / MILLION),
    figure('verify, CPU of all threads', medianOf(runs, (run) => run.cpuMs) / 1000, 'CPU s'),
    figure('verify, an entry, CPU', (medianOf(runs, (run) => run.cpuMs) * 1000) / entries, 'us'),
    figure('verify, speed', bytes / 1e6 / (ms / 1000), 'MB/s'),
    figure('memory after verify', process.memoryUsage().rss / 1e6, 'MB'),
  ];
}

async function readFigures(ledger: Ledger, runs: number, lab: Lab): Promise<Figure[]> {
  const first = await repeat(1, lab, 'first read: the index is made', () => ledger.heads());
  const heads = await repeat(runs, lab, 'heads', () => ledger.heads());
  return [
    figure('first read after a clone', medianOf(first, ({ ms }) => ms) / 1000, 's'),
    figure('index', statSync(join(ledger.dir, '.state/index.sqlite')).size / 1e6, 'MB'),
    ...timeFigures('heads, of an open ledger', heads),
    ...(await commandFigures(ledger, lab)),
  ];
}

async function appendFigures(ledger: Ledger, runs: number, names: number, lab: Lab): Promise<Figure[]> {
  const fact = (run: number) => ({ ...roleFact(`role/r${1 + (run % (names - 1))}`, run, 1), job: `bench-${run}` });
  await ledger.append(fact(runs));
  const anywhere = await repeat(runs, lab, 'append', (run) => ledger.append(fact(run)));
  const same = await repeat(runs, lab, 'append to one file', (run) =>
    ledger.append({ ...roleFact('role/r1', run, 1), job: `again-${run}` }),
  );
  return [...timeFigures('append, first to its file', anywhere), ...timeFigures('append, one', same, 20)];
}

async function signedFigures(dir: string, runs: number, lab: Lab): Promise<Figure[]> {
  const [key, allowedSigners] = [join(lab.folder, 'key'), join(lab.folder, 'signers')];
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  writeFileSync(allowedSigners, `bench ${execFileSync('ssh-keygen', ['-y', '-f', key], { encoding: 'utf8' })}`);
  const signer = sshSigner({ allowedSigners, key: async () => key }, realEffects.run);
  const ledger = openLedger(dir, realEffects, { state: join(lab.folder, 'state'), signer });
  await ledger.sign();
  await ledger.append({ ...roleFact('role/r1', 0, 1), job: 'signed-first' });
  const append = await repeat(runs, lab, 'append, signed', (run) =>
    ledger.append({ ...roleFact('role/r1', run, 1), job: `signed-${run}` }),
  );
  rmSync(join(dir, 'HEADS.sig'));
  return timeFigures('append, signed', append);
}

/** The command as npm installs it, beside one that only starts: right after an append, and when nothing is new. */
async function commandFigures(ledger: Ledger, lab: Lab): Promise<Figure[]> {
  const program = await makePackage(lab);
  const rows: Record<'start' | 'after' | 'again', Usage>[] = [];
  for (let run = 0; run < 8; run++) {
    await ledger.append({ ...roleFact('role/r1', run, 1), job: `before-heads-${run}` });
    // What changed less than 20 ms before it is read is read again.
    await sleep(50);
    const start = await usageOf([program, '--version'], lab);
    const [after, again] = [await usageOf([program, 'heads'], lab), await usageOf([program, 'heads'], lab)];
    rows.push({ start, after, again });
  }
  // The first run fills the cache of compiled code.
  const warm = rows.slice(1);
  const beyond = (which: 'after' | 'again', what: 'seconds' | 'cpuSeconds') =>
    median(warm.map((row) => row[which][what] - row.start[what])) * 1000;
  return [
    figure('rolebake heads', medianOf(warm, ({ again }) => again.seconds) * 1000, 'ms'),
    figure('rolebake heads, beyond start-up', beyond('again', 'seconds'), 'ms', 50),
    figure('rolebake heads, beyond start-up, CPU', beyond('again', 'cpuSeconds'), 'ms'),
    figure('rolebake heads after an append, beyond start-up', beyond('after', 'seconds'), 'ms'),
    figure('rolebake heads after an append, beyond start-up, CPU', beyond('after', 'cpuSeconds'), 'ms'),
  ];
}

interface Timed {
  readonly ms: number;
  readonly cpuMs: number;
}

/** The clock, and the CPU, which what else runs on the host blurs less. */
function timeFigures(name: string, runs: readonly Timed[], aim?: number): Figure[] {
  return [
    figure(
      name,
      medianOf(runs, ({ ms }) => ms),
      'ms',
      aim,
    ),
    figure(
      `${name}, CPU`,
      medianOf(runs, ({ cpuMs }) => cpuMs),
      'ms',
    ),
  ];
}

async function repeat(count: number, lab: Lab, what: string, act: (run: number) => Promise<unknown>): Promise<Timed[]> {
  lab.say(what);
  const runs: Timed[] = [];
  for (let run = 0; run < count; run++) {
    lab.signal.throwIfAborted();
    const [began, before] = [performance.now(), process.cpuUsage()];
    await act(run);
    const { user, system } = process.cpuUsage(before);
    runs.push({ ms: performance.now() - began, cpuMs: (user + system) / 1000 });
  }
  return runs;
}
