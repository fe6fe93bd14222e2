import { chunks, filledIn, type Probe, type Seen } from './probe.ts';

const HOME = '/srv/h';
/** Writes its words, each ended by a NUL, into a file below /srv/h, and ends with a code. */
export const RECORDER = `#!/bin/sh
to=$1 code=$2
shift 2
printf '%s\\0' "$@" > "/srv/h/$to"
exit "$code"
`;
const WORDS = '/usr/local/bin/words';

const oneLine = (text: string): string => text.replaceAll(/[\n\r\0]/g, '');
const printable = (text: string): string => text.replaceAll(/[^ -~]/gu, '');
const noNul = (text: string): string => text.replaceAll('\0', '');
const word = (text: string): string => `w${text.replaceAll(/[ \n\r\0]/g, '')}`;

const indexes = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const inFiles =
  (folder: string) =>
  ({ text }: Seen, count: number): string[] =>
    indexes(count).map((index) => text(`${folder}/${index}`));
/** Words that the recorder or /proc wrote, a file for each chunk. */
const recorded = ({ text }: Seen, name: string, count: number): string[] =>
  chunks(indexes(count)).flatMap((_, index) => nulEnded(text(`${name}.${index}`)));
const nulEnded = (text: string): string[] => text.split('\0').slice(0, -1);
const inRecords =
  (name: string) =>
  (seen: Seen, count: number): string[] =>
    recorded(seen, name, count);
/** The values of V0, V1 ... */
const valuesIn = (pairs: readonly string[], count: number): string[] => {
  const values = new Map(pairs.map((pair) => [pair.replace(/=.*/s, ''), pair.replace(/^[^=]*=/, '')]));
  return indexes(count).map((index) => values.get(`V${index}`) ?? '(nothing)');
};
const inVariables =
  (name: string) =>
  (seen: Seen, count: number): string[] =>
    valuesIn(recorded(seen, name, count), count);
const variables = (texts: readonly string[], first = 0): Record<string, string> =>
  Object.fromEntries(texts.map((text, index) => [`V${first + index}`, text]));

const resources = (list: readonly object[]) => ({ resources: list });
const each =
  (resource: (text: string, index: number) => object): Probe['profile'] =>
  (texts) =>
    resources(texts.map(resource));
const eachChunk =
  (resource: (texts: readonly string[], index: number) => object): Probe['profile'] =>
  (texts) =>
    resources(chunks(texts).map(resource));

const ONCE = { Service: { Type: 'oneshot', Restart: 'no' } };

const FILES: readonly Probe[] = [
  {
    place: 'file/content',
    meaning: filledIn,
    profile: each((content, index) => ({ file: `${HOME}/content/${index}`, content })),
    read: inFiles('content'),
  },
  {
    place: 'file/source',
    profile: each((_, index) => ({ file: `${HOME}/source/${index}`, source: `${index}` })),
    files: (texts) => new Map(texts.map((text, index) => [`files/${index}`, text])),
    read: inFiles('source'),
  },
  {
    place: 'file/template',
    meaning: filledIn,
    profile: each((_, index) => ({ file: `${HOME}/template/${index}`, template: `${index}.hbs` })),
    files: (texts) => new Map(texts.map((text, index) => [`templates/${index}.hbs`, text])),
    read: inFiles('template'),
  },
  {
    place: 'line/line',
    fit: oneLine,
    meaning: (text) => `${filledIn(text)}\n`,
    profile: each((line, index) => ({ line, in: `${HOME}/line/${index}` })),
    read: inFiles('line'),
  },
  {
    place: 'block/content',
    fit: noNul,
    meaning: (text) => `# BEGIN b\n${filledIn(text.replace(/(?<=[^\n])$/, '\n'))}# END b\n`,
    profile: each((content, index) => ({ block: 'b', content, in: `${HOME}/block/${index}` })),
    read: inFiles('block'),
  },
  {
    place: 'file/validate/*',
    fit: (text) => text.replaceAll(/[\0%]/g, ''),
    meaning: filledIn,
    profile: eachChunk((texts, index) => ({
      ...{
        file: `${HOME}/validated.${index}`,
        content: 'x',
        validate: [WORDS, `validate.${index}`, '0', '%', ...texts],
      },
    })),
    read: ({ text }, count) =>
      chunks(indexes(count)).flatMap((_, index) => nulEnded(text(`validate.${index}`)).slice(1)),
  },
  {
    place: 'sysctl/value',
    fit: (text) => `v${text.replaceAll(/\p{Cc}/gu, '')}v`,
    meaning: (text, index) => `net.h${index} = ${filledIn(text)}\n`,
    profile: each((value, index) => ({ sysctl: `net.h${index}`, value })),
    read: ({ text }, count) => indexes(count).map((index) => text(`../../etc/sysctl.d/60-net.h${index}.conf`)),
  },
  {
    place: 'kernel_module/options',
    fit: (text) => `o=${printable(text)}o`,
    meaning: (text, index) => `options h${index} ${text}\n`,
    profile: each((options, index) => ({ kernel_module: `h${index}`, options })),
    read: ({ text }, count) => indexes(count).map((index) => text(`../../etc/modprobe.d/h${index}.conf`)),
  },
  {
    place: 'environment/variables/*',
    fit: noNul,
    meaning: filledIn,
    profile: (texts) => resources([{ environment: `${HOME}/env`, variables: variables(texts) }]),
    read: ({ text }, count) => valuesIn(nulEnded(text('env-sh')), count),
  },
];

/** Stands between texts that share a file. */
const BETWEEN = '<- rolebake ->';
const parted = (text: string): string[] => text.split(BETWEEN).slice(0, -1);
const TEXTS = { type: 'array', items: { type: 'string' } };
const names = (texts: readonly string[]): [string, string][] => texts.map((text, index) => [`n${index}`, text]);

const VALUES: readonly Probe[] = [
  {
    place: 'uses/*/*/ANY',
    profile: () => ({
      parameters: { texts: { type: 'object', keys: { type: 'word' }, values: { type: 'string' } } },
      resources: [{ file: `${HOME}/value/{{@key}}`, each: 'texts', content: '{{this}}' }],
    }),
    values: (texts) => ({ texts: Object.fromEntries(names(texts)) }),
    read: ({ text }, count) => indexes(count).map((index) => text(`value/n${index}`)),
  },
  {
    place: 'a key in a value',
    fit: (text) => `k${text}`,
    profile: () => ({
      parameters: { table: { type: 'object', values: { type: 'string' } } },
      resources: [{ file: `${HOME}/key-texts`, content: `{{#each table}}{{@key}}${BETWEEN}{{/each}}` }],
    }),
    values: (texts) => ({ table: Object.fromEntries(texts.map((text) => [text, ''])) }),
    read: ({ text }) => parted(text('key-texts')),
  },
  {
    place: 'parameters/*/default',
    profile: (texts) => ({
      parameters: { texts: { ...TEXTS, default: texts } },
      resources: [{ file: `${HOME}/default-texts`, content: `{{#each texts}}{{this}}${BETWEEN}{{/each}}` }],
    }),
    read: ({ text }) => parted(text('default-texts')),
  },
  {
    place: 'parameters/*/description',
    fit: (text) => `d${text}`,
    profile: (texts) => ({
      parameters: Object.fromEntries(
        texts.map((description, index) => [`p${index}`, { type: 'string', description, default: description }]),
      ),
      resources: [{ file: `${HOME}/described`, content: texts.map((_, index) => `{{p${index}}}${BETWEEN}`).join('') }],
    }),
    read: ({ text }) => parted(text('described')),
  },
  {
    place: 'bindings/puppet/classes/*/ANY',
    fit: (text) => text.replaceAll(/\{+/g, '{'),
    profile: (texts) => ({
      bindings: {
        puppet: { classes: { bound: { texts } } },
        chef: { recipes: ['bound'], attributes: { bound: { texts } } },
      },
    }),
    read: ({ text }) => parted(text('bound-texts')),
  },
];

/** The module and the cookbook of somebody else that the bindings are bound to. */
export const BOUND = {
  puppet: new Map([
    [
      'site-modules/bound/manifests/init.pp',
      `class bound (Array[String] $texts) { file { '${HOME}/bound-texts': content => $texts.map |$one| { "$${'{one}'}${BETWEEN}" }.join('') } }\n`,
    ],
  ]),
  chef: new Map([
    ['cookbooks/bound/metadata.rb', "name 'bound'\nversion '1.0.0'\n"],
    [
      'cookbooks/bound/recipes/default.rb',
      `file '${HOME}/bound-texts' do\n  content node['bound']['texts'].map { |one| "#{one}${BETWEEN}" }.join\nend\n`,
    ],
  ]),
};

const COMMANDS: readonly Probe[] = [
  {
    place: 'exec/command/*',
    fit: noNul,
    meaning: filledIn,
    profile: eachChunk((texts, index) => ({
      exec: `words ${index}`,
      command: [WORDS, `command.${index}`, '0', ...texts],
      creates: `${HOME}/command.${index}`,
    })),
    read: inRecords('command'),
  },
  {
    place: 'exec/command',
    fit: word,
    meaning: filledIn,
    profile: eachChunk((texts, index) => ({
      exec: `line of words ${index}`,
      command: `${WORDS} line-of-words.${index} 0 ${texts.join('  ')}`,
      creates: `${HOME}/line-of-words.${index}`,
    })),
    read: inRecords('line-of-words'),
  },
  {
    place: 'exec/unless/*',
    fit: noNul,
    meaning: filledIn,
    profile: eachChunk((texts, index) => ({
      exec: `unless ${index}`,
      command: ['/bin/false'],
      unless: [WORDS, `unless.${index}`, '0', ...texts],
    })),
    read: inRecords('unless'),
  },
  {
    place: 'exec/only_if/*',
    fit: noNul,
    meaning: filledIn,
    profile: eachChunk((texts, index) => ({
      exec: `only if ${index}`,
      command: ['/bin/false'],
      only_if: [WORDS, `only-if.${index}`, '1', ...texts],
    })),
    read: inRecords('only-if'),
  },
  {
    place: 'exec/script',
    fit: noNul,
    meaning: (text) => `${filledIn(text)}\n`,
    profile: each((text, index) => ({
      exec: `script ${index}`,
      script: `cat > ${HOME}/script/${index} <<'END OF TEXT'\n${text}\nEND OF TEXT\n`,
      creates: `${HOME}/script/${index}`,
    })),
    read: inFiles('script'),
  },
  {
    place: 'exec/environment/*',
    fit: noNul,
    meaning: filledIn,
    profile: eachChunk((texts, index) => ({
      exec: `environment ${index}`,
      command: ['/bin/cp', '/proc/self/environ', `${HOME}/exec-env.${index}`],
      creates: `${HOME}/exec-env.${index}`,
      environment: variables(texts, index * 20),
    })),
    read: inVariables('exec-env'),
  },
];

const UNITS: readonly Probe[] = [
  {
    place: 'unit/settings/*/*/*',
    fit: oneLine,
    meaning: (text) => `Documentation=${filledIn(text)}`,
    profile: (texts) => ({
      resources: [
        {
          ...{ unit: 'hsettings', user: 'root', exec: `${WORDS} settings 0 still-whole` },
          settings: { ...ONCE, Unit: { Documentation: texts } },
        },
      ],
    }),
    read: ({ text }) => {
      const lines = text('../../etc/systemd/system/hsettings.service').split('\n');
      const isWhole = text('settings') === 'still-whole\0';
      return isWhole ? lines.filter((line) => line.startsWith('Documentation=')) : ['the unit is broken'];
    },
  },
  {
    place: 'unit/exec',
    fit: word,
    meaning: filledIn,
    profile: eachChunk((texts, index) => ({
      unit: `hwords${index}`,
      user: 'root',
      exec: `${WORDS} unit-exec.${index} 0 ${texts.join(' ')}`,
      settings: ONCE,
    })),
    read: inRecords('unit-exec'),
  },
  {
    place: 'unit/environment/*',
    fit: noNul,
    meaning: filledIn,
    profile: eachChunk((texts, index) => ({
      unit: `henv${index}`,
      user: 'root',
      exec: `/bin/cp /proc/self/environ ${HOME}/unit-env.${index}`,
      environment: variables(texts, index * 20),
      settings: ONCE,
    })),
    read: inVariables('unit-env'),
  },
];

const ACCOUNTS: readonly Probe[] = [
  {
    place: 'user/comment',
    fit: (text) => text.replaceAll(/[\p{Cc}:]/gu, ''),
    meaning: filledIn,
    profile: each((comment, index) => ({ user: `h${index}`, comment })),
    read: ({ accounts }, count) => indexes(count).map((index) => accounts.get(`h${index}`) ?? '(nothing)'),
  },
  {
    place: 'ssh_key/options',
    fit: (text) => `x${printable(text)}`,
    meaning: (text, index) => `${text} ssh-ed25519 AAAA me${index}\n`,
    profile: each((options, index) => ({
      ...{ ssh_key: `me${index}`, user: 'daemon', key: 'ssh-ed25519 AAAA', options, home: `${HOME}/keys/${index}` },
    })),
    read: ({ text }, count) => indexes(count).map((index) => text(`keys/${index}/.ssh/authorized_keys`)),
  },
];

/** Every place whose texts are found on a converged machine. */
export const PROBES: readonly Probe[] = [...FILES, ...VALUES, ...COMMANDS, ...UNITS, ...ACCOUNTS];
