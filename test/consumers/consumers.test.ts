import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Team } from '../cli/team.ts';
import { type Consumer, consumer } from './consumer.ts';

/** Where a consumer sees the folder of the test. */
const WORK = '/run/work';
/** All folders of Puppet in the work folder: what it would leave elsewhere is nobody's. */
const PUPPET_FOLDERS = ['conf', 'var', 'run', 'log', 'public', 'code'].flatMap((name) => [
  `--${name}dir`,
  `${WORK}/puppet/${name}`,
]);

let team: Team;
let work: string;
let run: Consumer;

beforeAll(async () => {
  team = await Team.ofShop();
  await team.run('compile');
  await team.run('publish', '--author', 'Ann <ann@example.org>');
  work = team.path('work');
  mkdirSync(work);
  cpSync(team.path('config.git'), join(work, 'config.git'), { recursive: true });
  run = await consumer(work);
}, 300_000);

afterAll(async () => await team?.end(), 60_000);

test('r10k deploys the config repo, and Puppet compiles each role of it', async () => {
  writeFileSync(
    join(work, 'r10k.yaml'),
    `cachedir: ${WORK}/cache\nsources: {rolebake: {remote: "file://${WORK}/config.git", basedir: ${WORK}/deployed}}\n`,
  );
  await run(['ruby', '/run/checkers-recipe/r10k.rb', 'deploy', 'environment', '--config', `${WORK}/r10k.yaml`]);
  const folder = `${WORK}/deployed/main`;
  for (const role of ['web', 'worker']) {
    const said = await run([
      ...['env', `FACTER_role=${role}`, '/run/rolebake/converger/bin/puppet', 'apply', '--noop', '--color=false'],
      ...['--environment', 'puppet', '--environmentpath', folder, ...PUPPET_FOLDERS, `${folder}/puppet/manifests`],
    ]);
    expect(said).toMatch(/Profile::Logging_rsyslog.*\(noop\)/);
    expect(said).toMatch(/Applied catalog in/);
  }
}, 300_000);

test('chef-cli locks and exports the policy of each role, and chef-client runs it', async () => {
  execFileSync('git', ['clone', '--quiet', 'config.git', 'repo'], { cwd: work });
  const chefCli = (...words: string[]) =>
    run([
      ...['ruby', '/run/checkers-recipe/with_gems.rb', 'chef-cli', 'chef', 'chef_cli.rb', ...words],
      ...['--chef-license', 'accept-no-persist'],
    ]);
  for (const role of ['web', 'worker']) {
    await chefCli('install', `${WORK}/repo/chef/policyfiles/${role}.rb`);
    await chefCli('export', `${WORK}/repo/chef/policyfiles/${role}.rb`, `${WORK}/exported/${role}`);
    expect(existsSync(join(work, `exported/${role}/Policyfile.lock.json`))).toBe(true);
    const said = await run(['ruby', '/run/checkers-recipe/policy_client.rb', `${WORK}/exported/${role}`]);
    expect(said).toMatch(/Infra Phase complete, \d+\/\d+ resources would have been updated/);
  }
}, 300_000);
