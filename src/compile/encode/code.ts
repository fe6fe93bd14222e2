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

/**
 * Text for a comment that the template begins: line ends and controls become blanks. With `again`, what a line of the
 * comment begins with, long text goes over several lines; without, it stays on one.
 */
export function commentText(text: string, again?: string): Code {
  const line = text.replace(/[\p{Cc}\u2028\u2029\ufeff\s]+/gu, ' ').trim();
  return encoded(
    again === undefined
      ? line
      : line
          .replace(/(.{1,100})( |$)|(.{100})/gu, '$1$3\n')
          .trimEnd()
          .replaceAll('\n', `\n${again}`),
  );
}
