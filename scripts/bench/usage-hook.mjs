import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Loaded by `node --import` before a program: as it ends, it writes what the process used to the file that
 * ROLEBAKE_BENCH_USAGE names. The kernel's `maxrss` would not do: a child starts with its parent's.
 */
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  writeFileSync(
    process.env['ROLEBAKE_BENCH_USAGE'] ?? '',
    JSON.stringify({ cpuSeconds: (user + system) / 1e6, peakMb: Number(peak) / 1024 }),
  );
});
