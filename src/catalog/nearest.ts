import { distance } from 'fastest-levenshtein';

/** The name that somebody probably meant, if one is near enough. */
function nearest(word: string, names: Iterable<string>): string | undefined {
  const ranked = [...names].map((name) => ({ name, far: distance(word.toLowerCase(), name.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))[0];
  return best && best.far <= Math.max(2, Math.floor(word.length / 3)) ? best.name : undefined;
}

/** A hint that names the nearest of the known names, or lists them when none is near. */
export function suggest(word: string, names: Iterable<string>): string {
  const known = [...names].sort();
  const near = nearest(word, known);
  if (near !== undefined) return `did you mean ${near}?`;
  return known.length === 0 ? 'there are none yet' : `known: ${known.join(', ')}`;
}
