import type { BalancerTraffic } from '../back-end.ts';

const GLOBAL = `global
  stats socket /run/admin mode 600
  hard-stop-after 10s
defaults
  timeout connect 2s
  timeout client 10s
  timeout server 10s
  timeout check 2s
`;

/**
 * Load balancers as HAProxy does them: as on AWS, each request (each connection, where it is TCP) first falls to a target
 * group by weight, whoever is well in it, then to one of its machines that are well.
 */
export const haproxyText = (balancers: readonly BalancerTraffic[], addressOf: (host: string) => string): string =>
  GLOBAL +
  balancers
    .flatMap(({ host, speaksHttp, listeners }, index) =>
      listeners.map(({ port, groups }) => {
        const name = `lb${index}_${port}`;
        const mode = `  mode ${speaksHttp ? 'http' : 'tcp'}\n`;
        const backends = groups.map((group, number) => `backend ${name}_${number}\n${mode}${groupText(group)}`);
        return `frontend ${name}\n${mode}  bind ${addressOf(host)}:${port}\n${chooseText(name, groups)}${backends.join('')}`;
      }),
    )
    .join('');

type Group = BalancerTraffic['listeners'][number]['groups'][number];

function chooseText(name: string, groups: readonly Group[]): string {
  const whole = groups.reduce((sum, { weight }) => sum + weight, 0);
  if (whole === 0) return '';
  let below = 0;
  const lines = groups.map(({ weight }, number) => {
    below += weight;
    return weight === 0 ? '' : `  use_backend ${name}_${number} if { var(txn.share) -m int lt ${below} }\n`;
  });
  return `  tcp-request inspect-delay 1s
  tcp-request content set-var(txn.share) rand(${whole})
${lines.join('')}`;
}

function groupText({ path, servers }: Group): string {
  const check =
    path === undefined
      ? ''
      : `  option httpchk\n  http-check send meth GET uri ${path}\n  http-check expect status 200\n`;
  const lines = servers.map(
    ({ id, address, port }) => `  server ${id} ${address}:${port} check inter 500ms fall 2 rise 1\n`,
  );
  return `${check}${lines.join('')}`;
}
