import { join, resolve } from 'node:path';
import type { Session } from '../session.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const jobsTimelineVerb: Verb = {
  name: 'jobs timeline',
  summary: 'draw where the time of a bake went, as an SVG picture',
  arguments: [{ name: '<job>', description: 'its id, as rolebake jobs lists it' }],
  options: [{ flags: '-o, --output <file>', description: 'where to; default: standard output' }],
  examples: ['rolebake jobs timeline 90385981a6 --output bake.svg'],
  run,
};

async function run(session: Session, [id = '']: readonly string[], options: Options): Promise<Answer> {
  const { jobDetails } = await import('../jobs/job-data.ts');
  const { jobNamed } = await import('../jobs/job-named.ts');
  const { timelineSvg } = await import('../jobs/timeline.ts');
  const { writeOutput } = await import('../output-file.ts');
  using journal = await session.journal();
  const svg = timelineSvg(jobDetails(journal, jobNamed(journal, id), join(session.settings.state, 'logs')));
  const output = textOption(options, 'output');
  if (output === undefined) return { data: { svg }, text: svg };
  await writeOutput([Buffer.from(svg)], resolve(session.cwd, output), session.effects);
  return { data: { output }, text: `${output} shows job ${id}` };
}
