import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { VALUE_PROGRAM } from '../../../src/machines/ec2/values/value-program.ts';

/** How the program in a machine takes an answer. */
const ASK = `import sys
program = {"__name__": "program"}
exec(sys.argv[1], program)
try:
    print("said", program["ask"]("GET", sys.argv[2], {}))
except program["Refused"] as error:
    print("refused", error.status, error.text)
except program["Failure"] as error:
    print("to be tried again" if error.seconds > 0 else "final")
`;

test.each([
  ['a whole one', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell', 'said well'],
  ['a refusal', 'HTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\nno', 'refused 400 no'],
  ['half of one', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'to be tried again'],
  ['half of a refusal', 'HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\nhalf', 'to be tried again'],
  ['none', '', 'to be tried again'],
])('a machine that asks for its flags and gets %s knows what to do', async (_, answer, taken) => {
  const server = createServer((peer) => peer.once('data', () => peer.end(answer))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const python = spawn('python3', ['-I', '-c', ASK, VALUE_PROGRAM, `http://127.0.0.1:${port}/`]);
  const [said, complaints] = await Promise.all([text(python.stdout), text(python.stderr)]);
  server.close();
  expect({ said, complaints }).toEqual({ said: `${taken}\n`, complaints: '' });
});
