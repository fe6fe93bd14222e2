import type { TemplateNode } from '../../templates/template.ts';
import { type Text, textOf } from '../../templates/text.ts';
import { FLAGS_PARAMETER } from '../flags-parameter.ts';
import { systemdDescription, systemdNeedsQuotes, systemdText } from './systemd-text.ts';

/** A line `KEY=VALUE` of a unit file, the value as systemd is to read it. */
export const setting = (key: string, value: string | Text): Text => textOf(`${key}=`, value, '\n');

/** A section with its lines; none without lines. */
export const section = (name: string, lines: readonly (readonly TemplateNode[])[]): readonly TemplateNode[] =>
  lines.length === 0 ? [] : [...textOf(`[${name}]\n`), ...lines.flat()];

/** Sections with a blank line between them. */
export const unitFile = (...sections: readonly (readonly TemplateNode[])[]): readonly TemplateNode[] =>
  sections.filter((one) => one.length > 0).flatMap((one, index) => (index === 0 ? one : [...textOf('\n'), ...one]));

/** A command line, each word of which reaches the program as it is. */
export const commandLine = (words: readonly Text[]): Text =>
  textOf(...words.flatMap((word, index) => (index === 0 ? [quoted(word)] : [' ', quoted(word)])));

/** A word that systemd reads as it is; its values are plain words. */
function quoted(word: Text): Text {
  const isQuoted = word.length === 0 || word.some((piece) => piece.kind === 'text' && systemdNeedsQuotes(piece.text));
  const escaped = word.map((piece) => (piece.kind === 'text' ? textOf(systemdText(piece.text)) : [piece]));
  return isQuoted ? textOf('"', ...escaped, '"') : textOf(...escaped);
}

/** An assignment for `Environment=`, which reads specifiers but no `$`. */
export const assignment = (name: string, value: Text): Text =>
  textOf(
    `"${name}=`,
    ...value.map((piece) => (piece.kind === 'text' ? textOf(systemdText(piece.text).replaceAll('$$', '$')) : [piece])),
    '"',
  );

export const description = (text: Text): Text =>
  setting(
    'Description',
    textOf(...text.map((piece) => (piece.kind === 'text' ? systemdDescription(piece.text) : [piece]))),
  );

/** A credential without a path comes from those that the machine was launched with (systemd.exec(5)). */
export const credentials = (loops: number): TemplateNode => ({
  kind: 'each',
  over: { scope: 'parameter', name: FLAGS_PARAMETER.name, keys: [] },
  keyed: false,
  depth: loops + 1,
  body: [
    ...textOf('LoadCredential='),
    { kind: 'value', reference: { scope: 'item', depth: loops + 1, keys: [] }, type: { type: 'string' } },
    ...textOf('\n'),
  ],
});
