/** A kind of text with a name of its own. */
export interface FormatDefinition {
  /** A pattern of the catalog (pattern.ts): the whole text matches it. */
  readonly pattern: string;
  readonly maxLength?: number;
  /** In words, with its article. */
  readonly words: string;
  readonly example: string;
}

const OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const IPV4 = `(${OCTET}\\.){3}${OCTET}`;
const GROUP = '[0-9A-Fa-f]{1,4}';
/** Eight groups, or `::` in the place of at least one; so many before it, so many after it at most. */
const IPV6 = [
  `(${GROUP}:){7}${GROUP}`,
  `(${GROUP}:){1,7}:`,
  ...[6, 5, 4, 3, 2].map((before) => `(${GROUP}:){1,${before}}(:${GROUP}){1,${7 - before}}`),
  `${GROUP}:(:${GROUP}){1,6}`,
  `:((:${GROUP}){1,7}|:)`,
].join('|');

const LABEL = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const FQDN = `(${LABEL}\\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?`;

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAY_RANGES = DAYS.slice(0, -1).map((day, index) => `${day}\\.\\.(${DAYS.slice(index + 1).join('|')})`);
const WEEKDAY = `(${[...DAYS, ...DAY_RANGES].join('|')})`;
const list = (one: string): string => `(\\*|${one}(,${one})*)`;
const YEAR = '(19[7-9][0-9]|20[0-9][0-9])';
const DATE = [YEAR, '(0?[1-9]|1[0-2])', '(0?[1-9]|[12][0-9]|3[01])'].map(list).join('-');
/** systemd wants start and step together within the hours or minutes that there are. */
const HOUR = list('([01]?[0-9]|2[0-3]|(0?[0-9]|1[01])/([1-9]|1[0-2])|0?0/(1[3-9]|2[0-3]))');
const SIXTIETH = list('([0-5]?[0-9]|[0-2]?[0-9]/([1-9]|[12][0-9]|30)|0?0/(3[1-9]|[45][0-9]))');
const TIME = `${HOUR}:${SIXTIETH}(:${SIXTIETH})?`;

/** Every format is a type too. None of them allows a quote, a line feed, a backslash or a dollar but `url`. */
export const FORMATS = {
  path: {
    pattern: '(/[.]*[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*)+',
    words: 'an absolute path of letters, digits and . _ @ + -',
    example: '/etc/shop.conf',
  },
  hostname: {
    pattern: `${LABEL}(\\.${LABEL})*`,
    maxLength: 253,
    words: 'a host name or an IPv4 address',
    example: 'db1.example',
  },
  fqdn: { pattern: FQDN, maxLength: 253, words: 'a host name with its domain', example: 'db1.shop.example' },
  url: { pattern: '[a-z][a-z0-9+.-]*://[!-~]+', words: 'a URL', example: 'https://shop.example/' },
  email: {
    pattern: `[A-Za-z0-9_+-]+(\\.[A-Za-z0-9_+-]+)*@${FQDN}`,
    maxLength: 254,
    words: 'an e-mail address',
    example: 'shop@example.org',
  },
  ip: { pattern: `${IPV4}|${IPV6}`, words: 'an IPv4 or IPv6 address', example: '192.0.2.1' },
  ipv4: { pattern: IPV4, words: 'an IPv4 address', example: '192.0.2.1' },
  ipv6: { pattern: IPV6, words: 'an IPv6 address', example: '2001:db8::1' },
  cidr: {
    pattern: `${IPV4}/([12]?[0-9]|3[0-2])|(${IPV6})/(1[01][0-9]|12[0-8]|[1-9]?[0-9])`,
    words: 'a network, an address with its prefix length',
    example: '192.0.2.0/24',
  },
  mode: { pattern: '[0-7]{4}', words: 'a file mode, four octal digits', example: '0644' },
  duration: {
    pattern: '[0-9]{1,6}(ms|s|min|h|d|w)( ?[0-9]{1,6}(ms|s|min|h|d|w))*',
    words: 'a duration: numbers, each with ms, s, min, h, d or w',
    example: '1h 30min',
  },
  size: {
    pattern: '0|[1-9][0-9]*[KMGT]?',
    words: 'a size in bytes: a number, with K, M, G or T for powers of 1024',
    example: '512M',
  },
  calendar: {
    pattern: `minutely|hourly|daily|weekly|monthly|quarterly|yearly|(${WEEKDAY}(,${WEEKDAY})* )?(${DATE} )?${TIME}`,
    words: 'a calendar time of systemd',
    example: 'Mon..Fri 10:00',
  },
  word: {
    pattern: '[A-Za-z0-9._@+:][A-Za-z0-9._@+:-]*',
    words: 'a word of letters, digits and . _ @ + : -',
    example: 'shop-1',
  },
  semver: {
    pattern:
      '(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?',
    words: 'a semantic version',
    example: '1.4.0-rc.1',
  },
} as const satisfies Readonly<Record<string, FormatDefinition>>;

export type Format = keyof typeof FORMATS;

export const isFormat = (name: string): name is Format => Object.hasOwn(FORMATS, name);

/** A format in words for people, with an example. */
export const formatWords = (format: Format): string => `${FORMATS[format].words}, such as ${FORMATS[format].example}`;

/** What is known of a format. */
export const formatDefinition = (format: Format): FormatDefinition => FORMATS[format];
