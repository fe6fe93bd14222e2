import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chefRoleCookbook } from '../../naming/names.ts';
import { PLACES } from '../places.ts';
import type { Tool } from '../tool.ts';
import { readChefOutput, readChefReport } from './report.ts';

const STATE = `${PLACES.state}/chef`;
const OURS = ['client.rb', 'run_report.rb'];

/** Chef's last words on itself. */
const NOISE =
  /[Ee]xception handlers|Running handlers|Infra Phase failed|System Info|^\s+[a-z_]+=\S|FATAL: (Stacktrace|PLEASE PROVIDE|-----)/;

/** chef-solo in its legacy mode, which starts no server and writes no node file. */
export const chef: Tool = {
  files: (role) =>
    new Map([
      ...OURS.map((name): [string, string] => [`chef/${name}`, readFileSync(join(import.meta.dirname, name), 'utf8')]),
      ['chef/run.json', JSON.stringify({ run_list: [`recipe[${chefRoleCookbook(role)}]`] })],
    ]),
  argv: (_role, noop) => [
    `${PLACES.converger}/bin/chef-solo`,
    ...['--legacy-mode', '--config', `${STATE}/client.rb`, '--json-attributes', `${STATE}/run.json`],
    ...['--format', 'doc', '--no-color', '--no-fork'],
    ...(noop ? ['--why-run'] : []),
  ],
  environment: () => ({}),
  successCodes: [0],
  noise: NOISE,
  reportPath: `${STATE}/report.json`,
  readReport: readChefReport,
  readOutput: readChefOutput,
};
