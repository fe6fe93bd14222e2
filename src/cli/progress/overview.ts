import { columnsOf } from '../problems/visible.ts';
import type { Terminal } from '../terminal.ts';
import type { End } from './activity.ts';

/** What is known of a subject, such as a role that is baked. */
export interface Row {
  readonly subject: string;
  readonly state: 'waiting' | 'running' | End;
  /** What is done for it, or what came of it. */
  readonly text: string;
  /** Of what is done at the moment. */
  readonly seconds?: number;
  /** What goes on at the moment, such as the resource being applied. */
  readonly detail?: string;
}

/** What an overview is drawn with. */
export interface Canvas extends Pick<Terminal, 'paint' | 'columns' | 'rows'> {
  /** Milliseconds, for what turns. */
  readonly now: number;
  /** Whether the terminal shows letters beyond ASCII. */
  readonly unicode: boolean;
}

const SPIN = { unicode: '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏', ascii: '|/-\\' } as const;
const SPIN_MS = 100;
const MARKS = {
  unicode: { done: '✔', failed: '✖', waiting: '·', cut: '…' },
  ascii: { done: '+', failed: 'x', waiting: '.', cut: '~' },
} as const;

const LONGEST_TEXT = 24;

/**
 * The lines of what is done side by side, none wider than the terminal and no more than it is high. `summary`: whether a
 * last line counts them, as where more is to come than runs at a time.
 */
export function overview(rows: readonly Row[], canvas: Canvas, summary: boolean): string[] {
  const room = Math.max(1, canvas.rows - 1);
  const shown = fitting(rows, summary ? room - 1 : room);
  const width = subjectWidth(shown, canvas);
  const lines = shown.map((row) => lineOf(row, width, canvas));
  return summary ? [...lines, `  ${canvas.paint('quiet', cut(countsText(rows), canvas.columns - 3, canvas))}`] : lines;
}

const DROPPED_IN_TURN = ['waiting', 'done', 'failed', 'running'] as const;

/** As many as have room: what runs stays longest, then what has failed; of those that have ended the newest. */
function fitting(rows: readonly Row[], room: number): readonly Row[] {
  let kept = rows;
  for (const state of DROPPED_IN_TURN) {
    const surplus = kept.length - room;
    if (surplus <= 0) break;
    const those = kept.filter((row) => row.state === state);
    const gone = new Set(state === 'waiting' ? those.slice(-surplus) : those.slice(0, surplus));
    kept = kept.filter((row) => !gone.has(row));
  }
  return kept;
}

function countsText(rows: readonly Row[]): string {
  const count = (state: Row['state']) => rows.filter((row) => row.state === state).length;
  const counts = [
    `${count('done')} of ${rows.length} done`,
    ...(count('running') > 0 ? [`${count('running')} under way`] : []),
    ...(count('waiting') > 0 ? [`${count('waiting')} to come`] : []),
    ...(count('failed') > 0 ? [`${count('failed')} failed`] : []),
  ];
  return counts.join(', ');
}

const WIDEST_NAME = 30;

/** At most a third of the line is for names. */
const subjectWidth = (rows: readonly Row[], { columns }: Canvas): number =>
  Math.min(
    Math.max(14, ...rows.map(({ subject }) => subject.length)),
    Math.max(8, Math.floor(columns / 3)),
    WIDEST_NAME,
  );

function lineOf(row: Row, width: number, canvas: Canvas): string {
  const { columns, paint } = canvas;
  const name = cut(row.subject, width, canvas).padEnd(width);
  const seconds = row.seconds === undefined ? '' : `${row.seconds.toFixed(0)} s`.padStart(5);
  const text = row.state === 'running' ? row.text.padEnd(LONGEST_TEXT) : row.text;
  const facts = [text, seconds, row.detail ?? ''].filter((fact) => fact.trim() !== '');
  const rest = cut(facts.join('  '), columns - 4 - width, canvas);
  const tone = row.state === 'failed' ? 'bad' : 'quiet';
  const shown = row.state === 'running' ? quietAfter(rest, LONGEST_TEXT, canvas) : paint(tone, rest);
  return `${markOf(row.state, canvas)} ${name} ${shown}`.trimEnd();
}

/** What goes on is quiet beside the step's name. */
const quietAfter = (text: string, length: number, { paint }: Canvas): string =>
  `${text.slice(0, length)}${paint('quiet', text.slice(length))}`;

function markOf(state: Row['state'], { now, unicode, paint }: Canvas): string {
  const marks = unicode ? MARKS.unicode : MARKS.ascii;
  const spin = [...(unicode ? SPIN.unicode : SPIN.ascii)];
  switch (state) {
    case 'running':
      return paint('warn', spin[Math.floor(now / SPIN_MS) % spin.length] ?? '');
    case 'done':
      return paint('good', marks.done);
    case 'failed':
      return paint('bad', marks.failed);
    default:
      return paint('quiet', marks.waiting);
  }
}

/** As much of a text as has room, in columns of a terminal. */
function cut(text: string, room: number, { unicode }: Canvas): string {
  const end = (unicode ? MARKS.unicode : MARKS.ascii).cut;
  let width = 0;
  let shown = '';
  for (const letter of text) {
    width += columnsOf(letter);
    if (width > room) return [...shown].slice(0, -1).join('') + (room > 0 ? end : '');
    shown += letter;
  }
  return shown;
}
