import { expect, test } from 'vitest';
import { rolebake } from '../catalog/command.ts';
import { stockedTeam } from '../cli/stocked.ts';
import { commandsOf, page, timeless } from './page.ts';

test.each(['revoke-a-bad-tag', 'know-what-was-current', 'know-what-is-in-an-image'])(
  'what docs/how-to/%s.md says is said, with the ledger of a stocked team',
  async (path) => {
    await using team = await stockedTeam();
    for (const { words, shown, code } of commandsOf(page(`docs/how-to/${path}.md`))) {
      const said = await rolebake(team.folder, ...words.slice(1));
      expect(said.code, `${words.join(' ')}: ${said.stderr}`).toBe(code);
      const lines = `${said.stderr}${said.stdout}`.split('\n').map(timeless);
      const missing = shown.filter((line) => !lines.includes(timeless(line)));
      expect(missing, `${words.join(' ')} said:\n${said.stdout}`).toEqual([]);
    }
  },
  60_000,
);
