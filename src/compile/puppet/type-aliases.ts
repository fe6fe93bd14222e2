import type { Profile } from '../../catalog/model.ts';
import { type Format, formatWords, isFormat } from '../../catalog/types/formats.ts';
import type { ParameterType } from '../../catalog/types/parameter-type.ts';
import { puppetTypeAlias } from '../../naming/names.ts';
import { commentText, encoded, identifier } from '../encode/code.ts';
import { puppetPattern } from '../encode/puppet-type.ts';
import { render } from '../render.ts';

/** A Puppet data type for each format that a parameter of these profiles has, as path to contents. */
export function typeAliases(profiles: readonly Profile[]): [string, string][] {
  const used = new Set(
    profiles.flatMap(({ parameters }) => [...parameters.values()].flatMap(({ type }) => formatsIn(type))),
  );
  return [...used].map((format) => [`site-modules/profile/types/${format}.pp`, aliasText(format)]);
}

const formatsIn = (type: ParameterType): Format[] => [
  ...(isFormat(type.type) && !type.enum ? [type.type] : []),
  ...[type.items, type.keys, type.values, ...Object.values(type.properties ?? {})].flatMap((one) =>
    one ? formatsIn(one) : [],
  ),
];

function aliasText(format: Format): string {
  const line = `type ${identifier(puppetTypeAlias(format))} = ${puppetPattern({ type: format })}`;
  return render('puppet/type-alias.pp', {
    summary: commentText(formatWords(format).replace(/^./, (first) => first.toUpperCase())),
    alias: encoded(line.length > 140 ? `${line} # lint:ignore:140chars` : line),
  });
}
