import type { Bench } from './bench.ts';

/** Every bench, as `npm run bench` lists them. */
export const BENCHES: readonly Bench[] = [
  {
    name: 'demo',
    summary: 'the main job on examples/shop in a fresh state folder: the time of each part',
    counts: {},
    load: async () => (await import('./demo.ts')).benchDemo,
  },
  {
    name: 'launch',
    summary: 'launch to ssh, beside the same machine made by hand',
    counts: { runs: 10 },
    load: async () => (await import('./launch.ts')).benchLaunch,
  },
  {
    name: 'bake',
    summary: 'a bake with Puppet, beside the same done by hand over ssh',
    counts: { runs: 3 },
    load: async () => (await import('./bake.ts')).benchBake,
  },
  {
    name: 'packer',
    summary: "a bake with Puppet, beside Debian's Packer with the same provisioner; installs packer",
    counts: { runs: 3 },
    load: async () => (await import('./packer.ts')).benchPacker,
  },
  {
    name: 'many',
    summary: 'many machines launched at one moment, beside as many made by hand',
    counts: { runs: 3, machines: 30 },
    load: async () => (await import('./many.ts')).benchMany,
  },
  {
    name: 'roles',
    summary: 'small roles baked one after another, in one command, and side by side',
    counts: { roles: 10 },
    load: async () => (await import('./roles.ts')).benchRoles,
  },
  {
    name: 'packages',
    summary: 'bakes with packages from the store, beside bakes that download them',
    counts: { runs: 3 },
    load: async () => (await import('./packages.ts')).benchPackages,
  },
  {
    name: 'compile',
    summary: 'a cold compile, beside a program that only reads the same files and writes the same bytes',
    counts: { runs: 3, roles: 500 },
    load: async () => (await import('./compile.ts')).benchCompile,
  },
  {
    name: 'ledger',
    summary: 'append, heads and verify of a long ledger, beside git log and a SQLite table',
    counts: { runs: 20, entries: 10_000 },
    load: async () => (await import('./ledger.ts')).benchLedger,
  },
  {
    name: 'publish',
    summary: 'what a bake adds to the history of a config repo, and what its publish costs',
    counts: { roles: 200, bakes: 100 },
    load: async () => (await import('./publish.ts')).benchPublish,
  },
  {
    name: 'writers',
    summary: 'clones that tag one role and publish at once, and whether anything is lost or double',
    counts: { writers: 8, seconds: 60 },
    load: async () => (await import('./writers.ts')).benchWriters,
  },
  {
    name: 'store',
    summary: 'snapshot, verify and unpack of one layer in MB/s',
    counts: { runs: 3 },
    load: async () => (await import('./store.ts')).benchStore,
  },
  {
    name: 'release',
    summary: 'a release up to serving, beside the same machines made by hand; the switch to the next; many machines',
    counts: { runs: 3, machines: 50 },
    load: async () => (await import('./release.ts')).benchRelease,
  },
  {
    name: 'ec2',
    summary: "many bakes at once at the EC2 endpoint, in AWS's time, beside what its token buckets allow",
    counts: { machines: 200 },
    load: async () => (await import('./ec2.ts')).benchEc2,
  },
];
