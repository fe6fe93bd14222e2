import type { SshConnection } from '../../../src/ssh/connection.ts';
import type { KeyPair } from '../../../src/ssh/keys.ts';
import { login } from '../../fixtures/test-machines.ts';

/** A machine that says its name to each request at port 8080, with 200 while it is well. */
export interface WebMachine {
  readonly address: string;
  setWell(isWell: boolean): Promise<void>;
}

/** In the Perl that every Debian has. */
const SERVER = `use IO::Socket::INET;
$SIG{CHLD} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 128, ReuseAddr => 1) or die;
while (my $client = $server->accept) {
  next if fork;
  while (my $line = <$client>) { last if $line eq "\\r\\n" }
  my $status = -e '/run/ill' ? '500 Ill' : '200 OK';
  print $client "HTTP/1.0 $status\\r\\nContent-Length: " . length($ARGV[0]) . "\\r\\n\\r\\n$ARGV[0]";
  exit;
}
`;

/** Makes a machine that was launched with this key one. */
export async function webMachine(
  machine: { readonly id: string; readonly address: string; readonly hostPublicKey: string },
  user: KeyPair,
): Promise<WebMachine> {
  const run = async (act: (ssh: SshConnection) => Promise<unknown>) => {
    await using ssh = await login(machine, user);
    await act(ssh);
  };
  await run(async (ssh) => {
    await ssh.upload(SERVER, '/run/serve', 0o600);
    await ssh.run(['systemd-run', 'perl', '/run/serve', machine.id]);
  });
  return {
    address: machine.address,
    setWell: (isWell) => run((ssh) => ssh.run(isWell ? ['rm', '-f', '/run/ill'] : ['touch', '/run/ill'])),
  };
}
