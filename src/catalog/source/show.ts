/** A value as a message shows it: on one line, not longer than a line, a plain word without quotes if so wished. */
export function show(value: unknown, quote: '"' | '' = '"'): string {
  const text = JSON.stringify(value) ?? String(value);
  const safe = text.replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g, (one) => {
    return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  const plain = quote === '' && typeof value === 'string' && /^[\w.:/@-]+$/.test(value) ? value : safe;
  return plain.length > 60 ? `${plain.slice(0, 57)}...` : plain;
}
