// A process that uploads until it is killed; the long suite starts it.
import { openStore } from '../../../../lib/backup/store/open-store';
import { body } from './bodies';

const MIB = 1024 * 1024;

async function* endless(): AsyncGenerator<Uint8Array> {
  for (let part = 0; ; part += 1) {
    yield* body(MIB);
    // Slow enough that the server's memory lasts.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

void openStore(process.env.STORE!).put(process.env.KEY!, endless());
