import { PLACES } from '../places.ts';
import type { Tool } from '../tool.ts';
import { readPuppetOutput } from './output.ts';
import { readPuppetReport } from './report.ts';

const STATE = `${PLACES.state}/puppet`;

const REPORT = `${STATE}/report.json`;

/** The one report of a run, in JSON: YAML takes both who writes and who reads it longer. */
const ROUTES = 'apply:\n  report:\n    cache: json\n';

/** Every folder that Puppet would otherwise make under /etc and /opt. */
const FOLDERS = ['code', 'conf', 'var', 'run', 'log', 'public'].flatMap((name) => [`--${name}dir`, `${STATE}/${name}`]);

/** `puppet apply` of a control repo. */
export const puppet: Tool = {
  files: () => new Map([['puppet/conf/routes.yaml', ROUTES]]),
  argv: (_role, noop) => [
    `${PLACES.converger}/bin/puppet`,
    'apply',
    ...FOLDERS,
    ...['--hiera_config', `${PLACES.tree}/hiera.yaml`],
    ...['--modulepath', `${PLACES.tree}/site-modules:${PLACES.pinned}`],
    ...['--detailed-exitcodes', '--color=false', '--strict=error', '--strict_variables'],
    ...['--logdest', 'console', '--no-exclude_unchanged_resources', '--reports', 'none', '--lastrunreport', REPORT],
    ...(noop ? ['--noop'] : []),
    `${PLACES.tree}/manifests/site.pp`,
  ],
  environment: (role) => ({ FACTER_role: role }),
  /** Nothing changed, something changed; 4 and 6 are failures of resources, 1 is a role that does not compile. */
  successCodes: [0, 2],
  reportPath: REPORT,
  readReport: readPuppetReport,
  readOutput: readPuppetOutput,
};
