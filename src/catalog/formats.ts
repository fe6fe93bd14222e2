/**
 * What the text types allow, as regular expressions without anchors that mean the same in JavaScript and Ruby.
 * Values of these types hold no quote, blank, `%` or `$` unless said so, and stay on one line.
 */
export const FORMATS = {
  path: '(/[A-Za-z0-9._@+-]+)+',
  hostname: '[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?',
  /** May hold `%` and `$`. */
  url: '[a-z][a-z0-9+.-]*://[!-~]+',
} as const;

export type Format = keyof typeof FORMATS;
