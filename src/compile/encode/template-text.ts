import { puppetString } from './puppet.ts';

/** Literal text of an EPP template: as it is where that is safe, else as an expression. */
export function eppText(text: string): string {
  return /<%|%>|%%|<$|%$|^%|^>|\ufeff/.test(text) ? `<%= ${puppetString(text)} %>` : text;
}

/** Literal text of an ERB template in trim mode `-`. */
export const erbText = (text: string): string => text.replaceAll('<%', '<%%');
