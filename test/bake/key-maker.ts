import { KeyStore } from '../../src/bake/key-store.ts';

/** A process that makes keys of machines: `key-maker.ts STATE COUNT`, says `made` and waits to be killed. */
const [state = '', count = ''] = process.argv.slice(2);
const store = new KeyStore(state);
for (let number = 0; number < Number(count); number++) {
  store.of(`m-${number}`);
  if (number % 2 === 0) store.forget(`m-${number}`);
}
process.stdout.write('made\n');
setInterval(() => undefined, 60_000);
