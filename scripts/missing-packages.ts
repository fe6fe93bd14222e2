import { findProgram, PROGRAMS, type ProgramNeed } from '../src/cli/host-needs.ts';

/** What the demo and the tests run besides what rolebake itself does. */
const EXTRA: readonly ProgramNeed[] = [
  { program: 'rsyslogd', debianPackage: 'rsyslog', what: 'the collector of logs in the demo' },
  { program: 'curl', debianPackage: 'curl', what: 'the tutorial, which a test follows' },
  { program: 'skopeo', debianPackage: 'skopeo', what: 'the tests of OCI images' },
  { program: 'faketime', debianPackage: 'faketime', what: 'the tests of a clock that jumps' },
  { program: 'gpg', debianPackage: 'gpg', what: 'the tests of package archives' },
  { program: 'jq', debianPackage: 'jq', what: 'the tests of a ledger that is verified by hand' },
  { program: 'zsh', debianPackage: 'zsh', what: 'the tests of completion' },
  { program: 'fish', debianPackage: 'fish', what: 'the tests of completion' },
  { program: 'qemu-system-x86_64', debianPackage: 'qemu-system-x86', what: 'the tests of disks' },
];

const missing = [...PROGRAMS, ...EXTRA].filter(({ program }) => findProgram(program) === undefined);
process.stdout.write(missing.map(({ debianPackage }) => ` ${debianPackage}`).join(''));
