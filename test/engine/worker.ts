import { appendFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobContext, JobKind } from '../../src/engine/job.ts';
import { openJournal } from '../../src/engine/journal.ts';
import { recover } from '../../src/engine/recover.ts';
import { runJob } from '../../src/engine/run-job.ts';
import { realEffects } from '../../src/host/effects.ts';

/**
 * A process that runs or recovers jobs: `worker.ts VERB FOLDER [STEP:WHEN]`, VERB is run, finish or undo.
 * A job makes the files JOB-one, JOB-two, JOB-three; at STEP:WHEN (before, in, after its effect) it says `ready`
 * and hangs for a minute. Each call of a step's function is a line `STEP JOB` in `calls`.
 */
const [verb = '', folder = '', hangAt = ''] = process.argv.slice(2);

async function hang(here: string, signal: AbortSignal): Promise<void> {
  if (here !== hangAt) return;
  await new Promise((resolve, reject) => {
    setTimeout(resolve, 60_000);
    process.once('SIGUSR2', resolve);
    signal.addEventListener('abort', () => reject(signal.reason));
    console.log('ready');
  });
}

function makeFile(context: JobContext, name: string): Promise<string> {
  return context.step(name, async () => {
    appendFileSync(join(folder, 'calls'), `${name} ${context.jobId}\n`);
    const file = join(folder, `${context.jobId}-${name}`);
    await hang(`${name}:before`, context.signal);
    const adopted = existsSync(file);
    writeFileSync(file, 'half');
    await hang(`${name}:in`, context.signal);
    writeFileSync(file, 'whole');
    await hang(`${name}:after`, context.signal);
    return adopted ? 'adopted' : 'made';
  });
}

const files: JobKind<{ last: string }, string> = {
  name: 'files',
  finishAfter: 'two',
  async run(context, { last }) {
    const made = [await makeFile(context, 'one'), await makeFile(context, 'two'), await makeFile(context, last)];
    return made.join(' ');
  },
  async undo(context) {
    for (const file of readdirSync(folder)) if (file.startsWith(context.jobId)) rmSync(join(folder, file));
  },
};

using journal = openJournal(join(folder, 'journal.sqlite'), realEffects);
const kinds = [files] as JobKind<unknown, unknown>[];
try {
  const answer =
    verb === 'run'
      ? await runJob(journal, files, { last: 'three' })
      : await recover(journal, kinds, { mode: verb === 'undo' ? 'undo' : 'finish' });
  console.log(JSON.stringify(answer));
} catch (error) {
  console.log(JSON.stringify({ error: (error as Error).message }));
}
process.exit();
