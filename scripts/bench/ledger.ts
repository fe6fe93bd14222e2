import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { realEffects } from '../../src/host/effects.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { factOf, ledgerOf } from '../../test/ledger/build.ts';
import type { RunBench } from './bench.ts';
import { MAIN } from './command.ts';
import { type Figure, figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { median, medianOf } from './median.ts';
import { usageOf } from './node-usage.ts';

const ENTRIES_A_NAME = 200;

/** A ledger of so many entries, 200 of each component, as a team has it after years. */
export const benchLedger: RunBench = async ({ lab, counts }) => {
  const names = Math.max(1, Math.round(counts.entries / ENTRIES_A_NAME));
  lab.say(`making ${counts.entries} entries of ${names} components`);
  const bytes = makeLedger(lab.folder, counts.entries, names);
  const ledger = openLedger(join(lab.folder, 'ledger'), realEffects);
  const verify = await verifyFigures(ledger, counts.entries, bytes, lab);
  const heads = await repeat(counts.runs, lab, 'heads', () => ledger.heads());
  const append = await repeat(counts.runs, lab, 'append', (run) =>
    ledger.append({ ...factOf(`role/r${run % names}`, run), job: `bench-${run}` }),
  );
  return [
    figure('entries', counts.entries, 'entries'),
    figure('ledger', bytes / 1e6, 'MB'),
    figure(
      'append, one',
      medianOf(append, ({ ms }) => ms),
      'ms',
      20,
    ),
    figure(
      'heads, of an open ledger',
      medianOf(heads, ({ ms }) => ms),
      'ms',
    ),
    ...(await commandFigures(lab)),
    ...verify,
  ];
};

function makeLedger(folder: string, entries: number, names: number): number {
  const share = (index: number) => Math.floor(entries / names) + (index < entries % names ? 1 : 0);
  const counts = Object.fromEntries(Array.from({ length: names }, (_, index) => [`role/r${index}`, share(index)]));
  let bytes = 0;
  for (const [path, content] of ledgerOf(counts)) {
    const file = join(folder, 'ledger', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    bytes += content.length;
  }
  mkdirSync(join(folder, 'catalog'));
  writeFileSync(join(folder, 'rolebake.yaml'), 'catalog: catalog\nledger: ledger\nstate: state\n');
  return bytes;
}

/** The aim of a million entries, 5 s, as what one entry may take. */
async function verifyFigures(ledger: Ledger, entries: number, bytes: number, lab: Lab): Promise<Figure[]> {
  const runs = await repeat(3, lab, 'verify', async () => {
    const faults = await ledger.verify();
    if (faults.length > 0) throw new Error(`the made ledger is not whole: ${faults[0]?.message}`);
  });
  const ms = medianOf(runs, (run) => run.ms);
  return [
    figure('verify, of an open ledger', ms, 'ms'),
    figure('verify, an entry', (ms * 1000) / entries, 'us', 5),
    figure('verify, an entry, CPU', (medianOf(runs, (run) => run.cpuMs) * 1000) / entries, 'us'),
    figure('verify', bytes / 1e6 / (ms / 1000), 'MB/s'),
  ];
}

/** The command beside one that only starts. */
async function commandFigures(lab: Lab): Promise<Figure[]> {
  const rows: { start: number; heads: number }[] = [];
  for (let run = 0; run < 5; run++) {
    const start = await usageOf([MAIN, '--version'], lab);
    const heads = await usageOf([MAIN, 'heads'], lab);
    rows.push({ start: start.seconds * 1000, heads: heads.seconds * 1000 });
  }
  return [
    figure(
      'rolebake heads',
      medianOf(rows, ({ heads }) => heads),
      'ms',
    ),
    figure('rolebake heads, beyond start-up', median(rows.map(({ start, heads }) => heads - start)), 'ms', 50),
  ];
}

async function repeat(count: number, lab: Lab, what: string, act: (run: number) => Promise<unknown>) {
  lab.say(what);
  const runs: { ms: number; cpuMs: number }[] = [];
  for (let run = 0; run < count; run++) {
    lab.signal.throwIfAborted();
    const [began, before] = [performance.now(), process.cpuUsage()];
    await act(run);
    const { user, system } = process.cpuUsage(before);
    runs.push({ ms: performance.now() - began, cpuMs: (user + system) / 1000 });
  }
  return runs;
}
