import type { Text, TextPiece } from '../../catalog/templates/text.ts';
import { isTextType } from '../../catalog/types/parameter-type.ts';
import type { Code } from '../encode/code.ts';
import { puppetJoined, puppetList } from '../encode/puppet.ts';
import { puppetReference } from '../templates/epp.ts';

/** A text of a resource as a Puppet expression. */
export const puppetText = (text: Text): Code => puppetJoined(text.map(piece));

/** Texts as an array. */
export const puppetTexts = (texts: readonly Text[], indent = ''): Code => puppetList(texts.map(puppetText), indent);

const piece = (one: TextPiece) =>
  one.kind === 'text' ? one.text : { code: puppetReference(one.reference), isText: isTextType(one.type) };
