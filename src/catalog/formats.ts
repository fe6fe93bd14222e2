/**
 * What the text types allow, as regular expressions without anchors that mean the same in JavaScript and Ruby.
 * Values of these types hold no quote, blank, `%` or `$` unless said so, and stay on one line.
 */
export const FORMATS = {
  /** No `.` or `..` on the way. */
  path: '(/[.]*[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*)+',
  hostname: '[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?',
  /** May hold `%` and `$`. */
  url: '[a-z][a-z0-9+.-]*://[!-~]+',
} as const;

/** The same in words. */
export const FORMAT_WORDS: Readonly<Record<Format, string>> = {
  path: 'an absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf',
  hostname: 'a host name or an IPv4 address',
  url: 'a URL, such as https://shop.example/',
};

export type Format = keyof typeof FORMATS;
