import type { JobEvent } from '../engine/job.ts';
import type { Session } from './session.ts';

/** Shows the steps of a job as they go. */
export function jobObserver(session: Session, subject: string): (event: JobEvent) => void {
  return (event) => {
    if (event.phase === 'log') return;
    const activity = { subject, step: event.step };
    if (event.phase === 'retrying') session.progress.retry(activity, event);
    else if (event.phase === 'started') session.progress.start(activity);
    else session.progress.end(activity, event.phase, event.seconds);
  };
}
