import type { JobDetails } from './job-data.ts';

/** A bar of the picture, in seconds since the job began. */
interface Bar {
  readonly name: string;
  readonly start: number;
  readonly seconds: number;
  readonly row: number;
  readonly tone: 'step' | 'failed' | 'changed' | 'same';
}

const WIDTH = 1000;
const MARGIN = 20;
const ROW = 26;
const HEAD = 44;
const TONES = { step: '#4e79a7', failed: '#c0392b', changed: '#f28e2b', same: '#bab0ac' } as const;
/** Narrower bars get no name of their own; the browser shows it on hover. */
const LETTER = 6.2;

/**
 * A picture of a job, as SVG: its steps over the time, those at once below each other, and below the converge what each resource took,
 * in the order in which they ran. Resources are told by their length only, so they end where the converge does.
 */
export function timelineSvg(job: Pick<JobDetails, 'id' | 'subject' | 'steps' | 'resources'>): string {
  const steps = stepBars(job);
  const bars = [...steps, ...resourceBars(steps, job)];
  const length = Math.max(...bars.map(({ start, seconds }) => start + seconds), 0.1);
  const scale = (WIDTH - 2 * MARGIN) / length;
  const rows = Math.max(0, ...bars.map(({ row }) => row)) + 1;
  const height = HEAD + rows * ROW + 30;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${MARGIN}" y="24" font-size="15">${escaped(`${job.subject ?? job.id}, job ${job.id}: ${length.toFixed(1)} s`)}</text>`,
    ...bars.map((bar) => barSvg(bar, scale)),
    ...ticks(length).map((at) => tickSvg(at, scale, height)),
    '</svg>\n',
  ].join('\n');
}

function stepBars({ steps }: Pick<JobDetails, 'steps'>): Bar[] {
  const began = Math.min(...steps.map(({ startedAt }) => Date.parse(startedAt)));
  const ends: number[] = [];
  return steps.flatMap(({ name, startedAt, seconds, state }): Bar[] => {
    if (seconds === undefined) return [];
    const start = (Date.parse(startedAt) - began) / 1000;
    const free = ends.findIndex((end) => end <= start + 0.01);
    const row = free < 0 ? ends.length : free;
    ends[row] = start + seconds;
    return [{ name, start, seconds, row, tone: state === 'failed' ? 'failed' : 'step' }];
  });
}

function resourceBars(steps: readonly Bar[], { resources }: Pick<JobDetails, 'resources'>): Bar[] {
  const converge = steps.find(({ name }) => name.startsWith('converge ('));
  if (!converge) return [];
  const total = resources.reduce((sum, { seconds }) => sum + seconds, 0);
  const fit = Math.min(1, converge.seconds / Math.max(total, 0.001));
  let start = converge.start + converge.seconds - total * fit;
  return resources.map(({ name, seconds, changed }) => {
    const bar: Bar = { name, start, seconds: seconds * fit, row: 1, tone: changed ? 'changed' : 'same' };
    start += bar.seconds;
    return bar;
  });
}

function barSvg({ name, start, seconds, row, tone }: Bar, scale: number): string {
  const [x, y, width] = [MARGIN + start * scale, HEAD + row * ROW, Math.max(seconds * scale, 0.5)];
  const title = `<title>${escaped(`${name}: ${seconds.toFixed(2)} s`)}</title>`;
  const shape = `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 2}" fill="${TONES[tone]}" stroke="#fff" stroke-width="0.5">${title}</rect>`;
  const letters = Math.floor((width - 6) / LETTER);
  if (letters < 3) return shape;
  const shown = name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
  return `${shape}<text x="${(x + 3).toFixed(1)}" y="${y + 16}" fill="#fff" pointer-events="none">${escaped(shown)}</text>`;
}

/** A mark each second, or each so many that there are at most a dozen. */
function ticks(length: number): number[] {
  const step = [1, 2, 5, 10, 20, 60, 120, 300, 600].find((one) => length / one <= 12) ?? 3600;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

const tickSvg = (at: number, scale: number, height: number): string =>
  `<text x="${(MARGIN + at * scale).toFixed(1)}" y="${height - 10}" fill="#666" text-anchor="middle">${at} s</text>`;

const escaped = (text: string): string =>
  text
    .replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/[^\t\n\r -~\u00a0-\ud7ff\ue000-\ufffd]/gu, '?');
