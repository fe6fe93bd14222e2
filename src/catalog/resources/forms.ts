import type { Text } from '../templates/text.ts';
import { FORMATS, type Format, formatDefinition, isFormat } from '../types/formats.ts';
import type { ParameterType } from '../types/parameter-type.ts';
import { PatternFault } from '../types/pattern.ts';
import { patternSample } from '../types/pattern-sample.ts';

/** What a short text of a resource looks like once its values are filled in. */
export interface Form {
  readonly pattern: RegExp;
  readonly words: string;
  /** Formats whose values may stand there although they can be more than one plain word. */
  readonly formats?: readonly Format[];
  /** The characters that values may have; default: those of a plain word. */
  readonly characters?: RegExp;
}

/** The forms of the texts of resources; schemas/profile.schema.json holds those without values to the same. */
export const FORMS = {
  path: { pattern: new RegExp(`^${FORMATS.path.pattern}$`), words: 'an absolute path' },
  account: { pattern: /^[A-Za-z_][A-Za-z0-9_-]{0,31}$/, words: 'an account' },
  mode: { pattern: /^[0-7]{4}$/, words: 'a mode of four octal digits' },
  unit: { pattern: /^[A-Za-z0-9][A-Za-z0-9:_.@-]{0,199}$/, words: 'the name of a unit' },
  package: { pattern: /^[a-z0-9][a-z0-9+.-]+$/, words: 'the name of a package' },
  word: { pattern: /^[A-Za-z0-9][A-Za-z0-9._@+:~-]*$/, words: 'a word of letters, digits and . _ @ + : ~ -' },
  sshKey: {
    pattern:
      /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/]+={0,3}$/,
    words: 'a type of key and the key, without a comment',
  },
  suite: { pattern: /^[A-Za-z0-9./][A-Za-z0-9._@+:~/-]*$/, words: 'a suite or component' },
  label: { pattern: /^[A-Za-z0-9][A-Za-z0-9 ._@/:-]*$/, words: 'a few plain words' },
  source: { pattern: /^(https?|file):\/[!-~]+$/, words: 'a URL of http, https or file', formats: ['url'] },
  sha256: { pattern: /^[0-9a-f]{64}$/, words: 'a SHA-256, 64 hexadecimal digits' },
  sysctl: {
    pattern: /^[a-z0-9_]+([./][A-Za-z0-9_*-]+)+$/,
    words: 'a kernel parameter, such as net.core.somaxconn',
    characters: /^[A-Za-z0-9_.-]+$/,
  },
  sysctlValue: {
    pattern: /^\S(?:[^\n\r\0]*\S)?$/,
    words: 'one line with no blank around it',
    characters: /^[A-Za-z0-9._:@=+,/ -]+$/,
  },
  kernelModule: { pattern: /^[a-z0-9_-]+$/, words: 'a kernel module', characters: /^[A-Za-z0-9_-]+$/ },
  moduleOptions: {
    pattern: /^(?! )[ -~]*[!-[\]-~]$/,
    words: 'parameters of a module, the last character no blank and no backslash',
  },
  ports: { pattern: /^[0-9]{1,5}(-[0-9]{1,5})?$/, words: 'a port, or first-last' },
  network: { pattern: /^[0-9a-f.:]+(\/[0-9]{1,3})?$/, words: 'an address or a network' },
  memory: { pattern: /^[0-9]+[KMG%]?$/, words: 'a size, such as 64M' },
  calendar: {
    pattern: new RegExp(`^(${FORMATS.calendar.pattern})$`),
    words: FORMATS.calendar.words,
    formats: ['calendar'],
  },
  timespan: { pattern: /^[0-9A-Za-z ]+$/, words: 'a time, such as 5min', formats: ['duration'] },
  line: { pattern: /^[^\n\r\0]+$/, words: 'one line' },
  printable: {
    pattern: /^[!-~]*[!-[\]-~]$/,
    words: 'letters, digits and marks without blanks, the last no backslash',
  },
  any: { pattern: /^/, words: 'a text' },
} as const satisfies Record<string, Form>;

/** Texts that stand for all that a text can become: its values at their shortest, and each choice of an enum. */
export function samplesOf(text: Text): string[] {
  return text.reduce<string[]>(
    (samples, piece) => {
      const ways = piece.kind === 'text' ? [piece.text] : waysOf(piece.type);
      return samples.flatMap((sample) => ways.map((way) => sample + way)).slice(0, 200);
    },
    [''],
  );
}

function waysOf(type: ParameterType): readonly string[] {
  if (type.enum) return type.enum.map(String);
  if (isFormat(type.type)) return [formatDefinition(type.type).example];
  if (type.pattern !== undefined) return [sampleOf(type.pattern)];
  return [{ integer: '1', number: '1', port: '1', boolean: 'true' }[type.type as string] ?? 'x'];
}

/** What is no pattern tells nothing of its texts; the parameter's own check complains of it. */
function sampleOf(pattern: string): string {
  try {
    return patternSample(pattern);
  } catch (error) {
    if (error instanceof PatternFault) return 'x';
    throw error;
  }
}
