import { main } from '../../src/cli/program.ts';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { digestOf } from '../../src/naming/digest.ts';

/**
 * A process that tags the role web and publishes, so often or so long, in its clone: the whole verb, but for the start of
 * Node. It prints each job that is recorded, and again once it is published.
 */
const [folder = '', writer = '', times = '1', seconds = '600'] = process.argv.slice(2);
const ledger = openLedger(`${folder}/ledger`, realEffects);
const until = Date.now() + Number(seconds) * 1000;
for (let index = 0; index < Number(times) && Date.now() < until; index++) {
  const job = `${writer}-${index}`;
  await record(job);
  process.stdout.write(`recorded ${job}\n`);
  await publish();
  await record(job);
  process.stdout.write(`published ${job}\n`);
}

/** As often as it is asked, of one job there is one entry. */
async function record(job: string): Promise<void> {
  const who = writer;
  await ledger.append({ kind: 'tag', stream: 'role', name: 'web', digest: digestOf(job), parents: [], job, who });
}

async function publish(): Promise<void> {
  let said = '';
  const hear = (text: string) => {
    said += text;
  };
  const terminal = {
    out: hear,
    err: hear,
    live: false,
    columns: 80,
    rows: 24,
    unicode: true,
    paint: (_: unknown, text: string) => text,
  };
  const code = await main(['-C', folder, 'publish'], terminal);
  if (code !== 0) throw new Error(said);
}
