import type { EnvironmentStatus } from '../environment-status.ts';
import { type Box, type Drawing, svgOf } from './drawing.ts';

const LOOKS = {
  environment: { fill: '#f3e8ff', line: '#7e22ce' },
  name: { fill: '#e2e8f0', line: '#475569' },
  balancer: { fill: '#e0e7ff', line: '#4338ca' },
  up: { fill: '#dcfce7', line: '#15803d' },
  runs: { fill: '#dbeafe', line: '#1d4ed8' },
  down: { fill: '#f8d7da', line: '#b02a37' },
  ended: { fill: '#f8d7da', line: '#b02a37' },
} as const;

/** What runs, as a picture: environments with their releases, names, balancers, and machines at the right. */
export function environmentsSvg(all: readonly EnvironmentStatus[]): string {
  const drawings = all.map(drawingOf);
  const drawing = { boxes: drawings.flatMap(({ boxes }) => boxes), arrows: drawings.flatMap(({ arrows }) => arrows) };
  return svgOf(drawing, { what: 'names and machines', hint: '--env NAME' });
}

function drawingOf(status: EnvironmentStatus): Drawing {
  const { record, roles } = status;
  const top = `${record.environment} environment`;
  const canary = record.canary ? `, ${record.canary.weight} % to ${record.canary.release}` : '';
  const box: Box = {
    id: top,
    name: record.environment,
    word: `${record.release}${canary}`,
    ...LOOKS.environment,
    isMeant: true,
  };
  const parts = [...roles.map((role) => roleDrawing(role, record.environment, top)), buildNames(status, top)];
  return { boxes: [box, ...parts.flatMap(({ boxes }) => boxes)], arrows: parts.flatMap(({ arrows }) => arrows) };
}

function roleDrawing(
  { role, balancer, machines }: EnvironmentStatus['roles'][number],
  environment: string,
  top: string,
): Drawing {
  const front = balancer && { id: `${environment} ${balancer.host}`, name: balancer.host };
  const boxes = machines.map(
    ({ id, tag, address, state }): Box => ({ id, name: id, word: `${tag}, ${address}, ${state}`, ...LOOKS[state] }),
  );
  if (!front) return { boxes, arrows: machines.map(({ id }) => [top, id]) };
  return {
    boxes: [{ ...front, word: `balancer of ${role}, ${balancer.address}`, ...LOOKS.balancer }, ...boxes],
    arrows: [[top, front.id], ...machines.map(({ id }): [string, string] => [front.id, id])],
  };
}

/** Names that lead to machines past the balancer. */
function buildNames({ record, roles, names }: EnvironmentStatus, top: string): Drawing {
  const balanced = new Set(roles.flatMap(({ balancer }) => balancer?.host ?? []));
  const machines = roles.flatMap((role) => role.machines);
  const direct = Object.entries(names).filter(([host]) => !balanced.has(host));
  return {
    boxes: direct.map(([host]) => ({
      id: `${record.environment} ${host}`,
      name: host,
      word: 'one build',
      ...LOOKS.name,
    })),
    arrows: direct.flatMap(([host, addresses]) => {
      const id = `${record.environment} ${host}`;
      const reached = machines.filter(({ address }) => addresses.includes(address));
      return [[top, id] as const, ...reached.map((machine) => [id, machine.id] as const)];
    }),
  };
}
