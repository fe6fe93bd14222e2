import { type Text, type TextPiece, textOf, written } from '../catalog/templates/text.ts';

/** Words as a line that a shell parts into the same words; values are plain words. */
export const shellLine = (words: readonly Text[]): Text =>
  textOf(...words.flatMap((word, index) => (index === 0 ? [shellWord(word)] : [' ', shellWord(word)])));

/** The same for a command that checks a file: the word `%` becomes what the tool puts the file's path for. */
export const checkLine = (words: readonly Text[], file: string): Text =>
  textOf(...words.flatMap((word, index) => [index === 0 ? '' : ' ', written(word) === '%' ? file : shellWord(word)]));

function shellWord(word: Text): Text {
  if (word.length > 0 && word.every((piece) => piece.kind === 'value' || /^[\w./:=@+,-]+$/.test(piece.text)))
    return word;
  const inner = word.map(
    (piece): TextPiece =>
      piece.kind === 'value' ? piece : { kind: 'text', text: piece.text.replaceAll("'", `'\\''`) },
  );
  return textOf("'", inner, "'");
}
