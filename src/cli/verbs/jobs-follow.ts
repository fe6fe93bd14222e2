import { join } from 'node:path';
import type { JobEvent } from '../../engine/job.ts';
import type { JobData } from '../jobs/job-data.ts';
import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const jobsFollowVerb: Verb = {
  name: 'jobs follow',
  summary: 'show the steps of a bake as another process does them, until it ends',
  arguments: [{ name: '<job>', description: 'its id, as rolebake jobs lists it' }],
  options: [{ flags: '--output', description: 'show what its machine says, too' }],
  examples: [
    'rolebake jobs follow 90385981a6',
    'rolebake jobs follow 90385981a6 --output',
    'rolebake jobs follow 90385981a6 --json    # a line for each event, the last one is the job',
  ],
  exitOne: 'the bake did not end well, or nobody works on it any more',
  run,
};

async function run(session: Session, [id = '']: readonly string[], options: Options): Promise<Answer> {
  const { followJob } = await import('../../engine/follow.ts');
  const { interruptSignal } = await import('../../engine/interrupts.ts');
  const { outputLog } = await import('../follow-bake.ts');
  const { jobData } = await import('../jobs/job-data.ts');
  const { jobNamed } = await import('../jobs/job-named.ts');
  const { LogTail } = await import('../log-tail.ts');
  using journal = await session.journal();
  using interrupts = interruptSignal();
  const job = jobNamed(journal, id);
  const show = showerOf(session, options, job.subject ?? job.kind);
  const tail = new LogTail(outputLog(join(session.settings.state, 'logs'), id));
  const last = await followJob(journal, id, {
    observe: show.event,
    onLook: () => show.output(tail.read()),
    signal: interrupts.signal,
  });
  const data = jobData(journal, last ?? job);
  return { data, jsonLine: true, text: await endText(data), exitCode: data.state === 'done' ? 0 : 1 };
}

interface Shower {
  readonly event: (event: JobEvent) => void;
  readonly output: (text: string) => void;
}

function showerOf(session: Session, options: Options, subject: string): Shower {
  const { terminal, progress, effects } = session;
  const isAll = options['output'] === true;
  const line = (data: object) => terminal.out(`${JSON.stringify({ ...data, at: effects.now().toISOString() })}\n`);
  if (options['json'] === true)
    return {
      event: ({ phase, ...event }) => line({ event: phase, ...event }),
      output: (text) => isAll && text !== '' && line({ event: 'output', text }),
    };
  return {
    event: (event) => {
      if (event.phase === 'started') progress.start({ subject, step: event.step });
      else if (event.phase === 'done' || event.phase === 'failed')
        progress.end({ subject, step: event.step }, event.phase, event.seconds);
    },
    output: (text) => (isAll ? terminal.out(text) : progress.detail(subject, text)),
  };
}

async function endText(job: JobData): Promise<string> {
  const { outcomeText, stateText } = await import('../jobs/job-text.ts');
  return `${job.id} ${stateText(job)}: ${outcomeText(job)}`.replace(/: $/, '');
}
