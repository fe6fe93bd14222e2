import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change } from '../compile/output.ts';
import { runProcess } from '../host/processes.ts';

/** A change as a unified diff, by git's own diff. */
export async function unifiedDiff({ path, before, after }: Change): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-diff-'));
  try {
    writeFileSync(join(folder, 'before'), before ?? '');
    writeFileSync(join(folder, 'after'), after ?? '');
    const output = await runProcess({
      argv: ['git', 'diff', '--no-index', '--no-color', 'before', 'after'],
      cwd: folder,
    });
    const hunks = output.stdout.split('\n').slice(4).join('\n');
    return `--- ${before === undefined ? '/dev/null' : path}\n+++ ${after === undefined ? '/dev/null' : path}\n${hunks}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
