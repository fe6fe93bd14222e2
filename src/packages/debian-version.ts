/** Which of two versions of a Debian package is the newer one, as dpkg sorts them (deb-version(7)): below 0 if the second is. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [partsOf(one), partsOf(other)];
  return a.epoch - b.epoch || compareText(a.upstream, b.upstream) || compareText(a.revision, b.revision);
}

function partsOf(version: string): { epoch: number; upstream: string; revision: string } {
  const [, epoch = '0', rest = ''] = /^(?:([0-9]+):)?(.*)$/s.exec(version) ?? [];
  const dash = rest.lastIndexOf('-');
  if (dash < 0) return { epoch: Number(epoch), upstream: rest, revision: '' };
  return { epoch: Number(epoch), upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) };
}

/** Words and numbers in turn, words first. */
function compareText(one: string, other: string): number {
  const [a, b] = [turns(one), turns(other)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [x = '', y = ''] = [a[index], b[index]];
    const order = index % 2 === 0 ? compareWords(x, y) : Number(x) - Number(y);
    if (order !== 0) return order;
  }
  return 0;
}

const turns = (text: string): string[] => text.split(/([0-9]+)/);

function compareWords(one: string, other: string): number {
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const order = rank(one[index]) - rank(other[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** `~` comes before the end, letters after it, all else after letters. */
function rank(letter: string | undefined): number {
  if (letter === undefined) return 0;
  if (letter === '~') return -1;
  return /[A-Za-z]/.test(letter) ? letter.charCodeAt(0) : letter.charCodeAt(0) + 256;
}
