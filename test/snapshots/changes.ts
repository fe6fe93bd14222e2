/** A tree to change, as shell. */
export const BASE = `
  mkdir -p etc usr/bin var/lib/old deep/a/b; chmod 0711 deep
  echo one > etc/one; echo two > etc/two; echo three > usr/bin/three; chmod 4755 usr/bin/three
  for i in 1 2 3; do echo $i > var/lib/old/$i; done; echo x > deep/a/b/x
  echo linked > usr/bin/link1; ln usr/bin/link1 usr/bin/link2; ln -s ../etc/one usr/sym
  find . -exec touch -h -d @1600000000 {} +`;

/** What a machine may do to the tree, as shell, by what it is about. */
export const HOSTILE_CHANGES: [string, string][] = [
  ['whiteouts', 'rm etc/one; rm -r deep'],
  ['an opaque folder', 'rm -r var/lib/old; mkdir var/lib/old; echo 4 > var/lib/old/4; echo 2 > var/lib/old/2'],
  ['folders below an opaque one', 'rm -r deep; mkdir -p deep/a/b deep/c; echo y > deep/a/b/y'],
  [
    'a file for a folder and a folder for a file',
    'rm -r deep etc/one; echo f > deep; mkdir -p etc/one/in; echo g > etc/one/in/g',
  ],
  ['hard links', 'echo h > h1; ln h1 h2; ln h1 etc/h3; ln etc/two etc/two-again; rm usr/bin/link2'],
  [
    'attributes',
    `setcap cap_net_raw+ep usr/bin/three; chmod 0600 etc/two; chown 1234:4321 usr/bin; chown -h 7:8 usr/sym
    python3 -c 'import os; os.setxattr("etc/two","user.odd",b"\\0=\\n\\xff"); os.setxattr("var","user.on-folder",b"v")'`,
  ],
  [
    'devices',
    'mknod d c 5 1; mknod e b 300 4097; mkfifo p; python3 -c "import socket; socket.socket(socket.AF_UNIX).bind(\\"s\\")"; rm s',
  ],
  [
    'odd names',
    `python3 -c 'import os
for n in [b"-rf", b"--checkpoint=1", b"new\\nline", b"\\xff\\xfe", b"a b\\\\n", "\\u00e4\\u20ac".encode(), b"x"*255, b"\\xe9"*200, b"*", b"C:\\\\"]: open(n,"wb").write(b"c")
os.makedirs(b"p"*150+b"/"+b"q"*150); os.symlink(b"\\xff"*180, b"far"); os.link(b"x"*255, b"long-link"); os.link(b"\\xe9"*200, b"raw-link")'`,
  ],
  [
    'other ids and times',
    'echo i > i; chown 4000000:3000000 i; touch -d @1500000000.5 i; touch -d @4000000000 etc/two; touch -d @0 etc/one',
  ],
  [
    'sparse and larger files',
    'truncate -s 3M sparse; head -c 5000001 /dev/urandom > random; head -c 512 /dev/zero > block',
  ],
  ['nothing', 'true'],
];
