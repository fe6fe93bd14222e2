/** A Debian package as it is installed. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Of the file that it came from, where that is known. */
  readonly digest?: string;
}

const FIELDS = ['Package', 'Version', 'Architecture', 'db:Status-Status'];

/** Lists all that dpkg knows of, for `readPackages`. */
export const LIST_PACKAGES = ['--show', `--showformat=${FIELDS.map((field) => `\${${field}}`).join(' ')}\\n`] as const;

/** Reads what dpkg-query prints with LIST_PACKAGES, by name; what is not installed is left out. */
export const readPackages = (text: string): InstalledPackage[] =>
  text
    .split('\n')
    .sort()
    .flatMap((line) => {
      const [name = '', version = '', architecture = '', status] = line.split(' ');
      return status === 'installed' ? [{ name, version, architecture }] : [];
    });

/** Packages as a tag keeps them: a line for each, with name, version and architecture. */
export const packageList = (packages: readonly InstalledPackage[]): string =>
  packages.map(({ name, version, architecture }) => `${name} ${version} ${architecture}\n`).join('');

/** Reads the versions in such a list, by name. */
export function readPackageList(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => line.split(' ')).map(([name = '', version = '']) => [name, version]));
}

export const versionsOf = (packages: readonly InstalledPackage[]): Map<string, string> =>
  new Map(packages.map(({ name, version }) => [name, version]));
