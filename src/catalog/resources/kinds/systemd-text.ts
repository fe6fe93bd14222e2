/** Text of a command line in a unit file that stays as it is: no specifier, no variable, no escape takes effect. */
export const systemdText = (text: string): string =>
  text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');

/** Whether a word of a command line must stand in double quotes (systemd.service(5), "Command lines"). */
export const systemdNeedsQuotes = (text: string): boolean => /[^\w./:=@+,%-]/.test(text);

/** The value of a directive that takes free text, on one line. */
export const systemdDescription = (text: string): string => text.replaceAll('%', '%%');

/** The name of the mount unit of a folder, which systemd wants escaped (systemd-escape(1) --path). */
export const mountUnitName = (path: string): string =>
  `${path.slice(1).replaceAll('-', '\\x2d').replaceAll('/', '-')}.mount`;
