declare const code: unique symbol;

/** Text that is valid where a template puts it. Templates take nothing else; only this folder makes it. */
export type Code = string & { readonly [code]: true };

/** For the encoders of this folder alone: says that the text has been encoded. */
export const encoded = (text: string): Code => text as Code;

/** A name that needs no quotes in any target language, such as `profile::nginx_front` or `role_web`. */
export function identifier(name: string): Code {
  if (!/^[A-Za-z_][A-Za-z0-9_]*(::[A-Za-z0-9_]+)*$/.test(name))
    throw new Error(`not an identifier: ${JSON.stringify(name)}`);
  return encoded(name);
}

/** What rubocop and puppet-lint would take for an order to them, cut in two. */
const ORDERS = /(rubo(?=cop *:)|lint(?=:(?:end)?ignore))(\S)/g;

/** Text of one line for a comment that the template begins: line ends and controls become blanks. */
export const commentText = (text: string): Code =>
  encoded(
    text
      .replace(/[\p{Cc}\u2028\u2029\ufeff\s]+/gu, ' ')
      .replace(ORDERS, '$1 $2')
      .trim(),
  );

/** The same over several lines of at most 100 characters, each after the first behind `begin`. */
export const commentLines = (text: string, begin: string): Code =>
  encoded(
    commentText(text)
      .replace(/(.{1,100})( |$)|(.{100})/gu, '$1$3\n')
      .trimEnd()
      .replaceAll('\n', `\n${begin}`),
  );
