/** Cuts text that comes in pieces into whole lines; `end` hands over what is left without a newline. */
export interface LineReader {
  readonly add: (text: string) => void;
  readonly end: () => void;
}

/** A reader that gives each line, without its end, to `onLine`. */
export function readLines(onLine: (line: string) => void): LineReader {
  let rest = '';
  return {
    add: (text) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    },
    end: () => {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
