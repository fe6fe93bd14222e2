import { afterAll, beforeAll } from 'vitest';
import { imageFacts } from './line/image.ts';
import { launchFacts } from './line/launch.ts';
import { logFacts } from './line/logs.ts';
import { sameFacts } from './line/same.ts';
import { secretFacts } from './line/secrets.ts';
import { tagFacts } from './line/tags.ts';
import { Team } from './team.ts';

/** One bake of examples/shop, web with Puppet and worker with Chef, and all that is to be true of it. */
let team: Team;

beforeAll(async () => {
  team = await Team.ofShop();
  await team.run('compile');
  await team.run('os', 'update');
  await team.run('app', 'tag', 'shop', 'app', '--release', '1.0.0');
  await team.run('bake', '--all');
}, 180_000);

afterAll(async () => await team?.end(), 60_000);

tagFacts(() => team);
imageFacts(() => team);
launchFacts(() => team);
logFacts(() => team);
secretFacts(() => team);
sameFacts(() => team);
