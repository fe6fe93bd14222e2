import { type Code, commentText, encoded } from './code.ts';

/** A YAML scalar that is exactly this text, in double quotes. */
export const yamlString = (text: string): Code =>
  encoded(
    JSON.stringify(text).replace(/[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g, (character) => {
      return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
    }),
  );

/** The same in a file that is read as an ERB template first, as inspec.yml is. */
export const yamlErbString = (text: string): Code => encoded(yamlString(text).replaceAll('<%', '\\u003c%'));

/** Text of a comment in such a file. */
export const yamlErbComment = (text: string): Code => encoded(commentText(text).replaceAll('<%', '< %'));
