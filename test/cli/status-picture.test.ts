import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { EnvironmentStatus } from '../../src/cli/environment-status.ts';
import { environmentsSvg } from '../../src/cli/picture/environments-svg.ts';
import { statusText } from '../../src/cli/verbs/status.ts';
import { ROOT } from '../docs/page.ts';

const machine = (id: string, tag: string, last: number, state: 'up' | 'down' | 'runs') => ({
  ...{ id, tag, address: `10.87.0.${last}`, state, connections: 0 },
});

const STATUS: EnvironmentStatus = {
  record: { environment: 'test', zone: 'shop.example', release: 'release/shop@2', since: '2026-11-30T13:41:00.000Z' },
  resolver: '10.87.0.2',
  roles: [
    {
      role: 'web',
      balancer: { host: 'web.test.shop.example', address: '10.87.0.3' },
      machines: [
        machine('web-858e447879-1', 'role/web@2', 5, 'up'),
        machine('web-858e447879-2', 'role/web@2', 6, 'down'),
      ],
    },
    { role: 'worker', machines: [machine('worker-858e447879-1', 'role/worker@1', 4, 'runs')] },
  ],
  names: {
    'web.test.shop.example': ['10.87.0.3'],
    'web-2.test.shop.example': ['10.87.0.5', '10.87.0.6'],
    'worker-1.test.shop.example': ['10.87.0.4'],
  },
};

test('the name to ask for is one that is there, whatever the roles are called', () => {
  expect(statusText(STATUS)).toMatch(/names: dig @10\.87\.0\.2 web\.test\.shop\.example\n$/);
  const worker = { ...STATUS, roles: STATUS.roles.slice(1), names: { 'worker-1.test.shop.example': ['10.87.0.4'] } };
  expect(statusText(worker)).toMatch(/names: dig @10\.87\.0\.2 worker-1\.test\.shop\.example\n$/);
  expect(statusText({ ...worker, names: {} })).not.toContain('dig');
  expect(statusText({ ...worker, roles: [] })).toContain('rolebake down --env test');
});

/** ROLEBAKE_GOLDEN=update draws it anew. */
test('the picture of the how-to is what is drawn', () => {
  const drawn = environmentsSvg([STATUS]);
  const golden = `${ROOT}/docs/status.svg`;
  if (process.env['ROLEBAKE_GOLDEN'] === 'update') writeFileSync(golden, drawn);
  expect(drawn).toBe(readFileSync(golden, 'utf8'));
  expect(drawn.match(/<rect x/g)).toHaveLength(7);
  expect(drawn.match(/<path d="M[^"]*" fill="none"/g)).toHaveLength(9);
});

test('environments side by side are drawn apart; none is an empty picture; no name becomes markup', () => {
  const { record } = STATUS;
  const other = { ...STATUS, record: { ...record, environment: 'a<b>' }, roles: [], names: {} };
  const drawn = environmentsSvg([STATUS, other]);
  expect(drawn).toContain('a&lt;b&gt;');
  expect(drawn.match(/<rect x/g)).toHaveLength(8);
  expect(environmentsSvg([])).toMatch(/^<svg .* width="24" .*<\/svg>\n$/s);
});

test('more machines than a picture can show are refused', () => {
  const machines = Array.from({ length: 500 }, (_, index) => machine(`web-${index}`, 'role/web@2', index % 250, 'up'));
  expect(() => environmentsSvg([{ ...STATUS, roles: [{ role: 'web', machines }] }])).toThrow(/too many/);
});
