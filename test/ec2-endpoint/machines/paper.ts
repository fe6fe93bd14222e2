import type { Clock } from '../clock.ts';
import type { BackEnd } from './back-end.ts';

/** How long the acts of machines that are none take, in ms. */
export interface PaperTimes {
  readonly start: number;
  readonly stop: number;
  readonly terminate: number;
  readonly image: number;
}

/** Enough for a caller to see what is under way. */
const SHORT: PaperTimes = { start: 30, stop: 30, terminate: 20, image: 50 };

/** Machines on paper: they have states, and nothing else. */
export function paperMachines(clock: Clock, times: Partial<PaperTimes> = {}): BackEnd {
  const { start, stop, terminate, image } = { ...SHORT, ...times };
  let last = 0;
  return {
    addresses: () => {
      last += 1;
      const [high, low] = [Math.floor(last / 250) % 250, (last % 250) + 4];
      const macAddress = ['02', '72', '00', '00', hex(high), hex(low)].join(':');
      return { privateIp: `172.31.${high}.${low}`, publicIp: `198.18.${high}.${low}`, macAddress };
    },
    start: () => clock.sleep(start),
    reboot: () => clock.sleep(stop + start),
    stop: () => clock.sleep(stop),
    terminate: () => clock.sleep(terminate),
    connect: async () => {
      throw new Error('connection refused');
    },
    console: async () => 'a machine on paper\n',
    isWell: async () => true,
    capture: () => clock.sleep(image),
    copy: () => clock.sleep(image),
    forget: async () => undefined,
  };
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
