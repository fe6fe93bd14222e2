import type { ParameterType } from '../types/parameter-type.ts';
import type { Value } from '../types/value.ts';

/** Words for environments. */
export const ENVIRONMENT_WORDS: readonly string[] = (
  'prod production prd preprod preproduction nonprod staging stage stg acceptance uat qa sandbox ' +
  'dev development test testing tst'
).split(' ');
const ENVIRONMENTS = new Set(ENVIRONMENT_WORDS);
/** Words that name nothing but an environment; the others are part of other names too, as in `load_test`. */
const NOTHING_ELSE = new Set('prod prd preprod nonprod staging stg uat'.split(' '));
/** Top-level domains of private networks: there the label before it is as free as any other. */
const PRIVATE = new Set('example internal lan local localdomain corp home intranet private test invalid'.split(' '));

/** Whether a word names an environment, whatever its case. */
export const isEnvironment = (word: string): boolean => ENVIRONMENTS.has(word.toLowerCase());

/** Whether a word names nothing but an environment. */
export const isEnvironmentAlone = (word: string): boolean => NOTHING_ELSE.has(word);

/** The word for an environment in a value that names a host: a host name, an address, a URL, `HOST:PORT`. */
export function environmentOf(value: Value, { type }: Pick<ParameterType, 'type'>): string | undefined {
  const host = typeof value === 'string' ? hostIn(value, type) : undefined;
  return host === undefined ? undefined : environmentInHost(host.toLowerCase());
}

function hostIn(value: string, type: ParameterType['type']): string | undefined {
  switch (type) {
    case 'hostname':
    case 'fqdn':
      return value;
    case 'email':
      return value.replace(/^.*@/, '');
    case 'url':
    case 'string':
      return HOST.exec(value)
        ?.slice(1)
        .find((host) => host !== undefined);
    default:
      return undefined;
  }
}

/** A URL, also one such as `jdbc:postgresql://host/`, or a host with its port: the whole of a text without blanks. */
const HOST = /^(?=\S*$)(?:(?:[a-z][a-z0-9+.-]*:)+\/\/(?:[^/?#]*@)?([^/?#:]+)|([\w-]+(?:\.[\w-]+)+):\d{1,5}$)/i;

/**
 * The word in the labels of a host, with a number perhaps. The top-level domain is none; the name that somebody has in a
 * public one, such as `dev-sec.io`, only if it can mean nothing else.
 */
function environmentInHost(host: string): string | undefined {
  const labels = host.split('.');
  const own = labels.length > 1 && !PRIVATE.has(labels.at(-1) ?? '') ? labels.at(-2) : undefined;
  const free = labels.length > 1 ? labels.slice(0, own === undefined ? -1 : -2) : labels;
  return (
    wordsOf(free).find((word) => isEnvironment(word.replace(/\d+$/, ''))) ??
    wordsOf(own === undefined ? [] : [own]).find(isEnvironmentAlone)
  );
}

const wordsOf = (labels: readonly string[]): string[] => labels.flatMap((label) => label.split('-'));
