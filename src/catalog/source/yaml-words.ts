/** What the YAML library says, by how it begins, in words for somebody who does not know it, with what to do. */
const SAID: readonly (readonly [said: RegExp, message: string, hint?: string])[] = [
  [/^Implicit keys need to be on a single line/, 'what begins here goes on below, as only a key can', 'end it with :'],
  [
    /^Implicit map keys need to be followed/,
    'this is a key without a value',
    'KEY: VALUE, with a blank after the colon',
  ],
  [/^Nested mappings are not allowed in compact/, 'a colon and a blank stand in this text', 'put it in quotes'],
  [/^A block sequence may not be used as an implicit/, 'a list cannot follow a text on its line', 'begin a new line'],
  [/^Plain value cannot start with .*(.)$/, 'a text that begins with $1 needs quotes', 'put it in quotes'],
  [/^Missing closing (["'])quote/, 'a $1 is open to the end', 'close it with $1'],
  [
    /^All (?:mapping|sequence) items must start/,
    'this stands in another column than its neighbours',
    'indent it as they are',
  ],
  [/^Flow sequence .* end with a \]/, 'a [ is not closed', 'close it with ]'],
  [/^Flow map .* end with a \}/, 'a { is not closed', 'close it with }'],
  [/^Missing , (?:or : )?between/, 'a comma is missing', 'items of [...] and {...} are parted by commas'],
  [/^Missing space after :/, 'a blank is missing after the colon', 'KEY: VALUE'],
  [/^Sequence item without - indicator/, 'an item begins with "- "', '- ITEM'],
  [/^Invalid escape sequence (.*)$/, '"..." knows no $1', 'single quotes take every character as it is'],
  [/^Comments must be separated/, 'a blank is missing before the #', 'a text with a # needs quotes'],
  [/^Tabs are not allowed as indentation/, 'a tab cannot indent YAML', 'use spaces'],
  [/^Unresolved tag/, 'tags (!...) are not allowed', 'leave it out'],
];

/** A message of the YAML library in our words. */
export function yamlWords(message: string): { readonly message: string; readonly hint?: string } {
  for (const [said, ours, hint] of SAID) {
    const match = said.exec(message);
    const filled = (text: string) => text.replaceAll('$1', () => match?.[1] ?? '');
    if (match) return { message: filled(ours), ...(hint === undefined ? {} : { hint: filled(hint) }) };
  }
  return { message: message.charAt(0).toLowerCase() + message.slice(1) };
}
