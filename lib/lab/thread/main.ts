import { parentPort, workerData } from 'node:worker_threads';
import { RegionLink } from '../link/region-link';
import { WitnessServer } from '../regions/witness-server';
import type { Answer, Question, ThreadOptions, ThreadKind } from './messages';

/** What a lab has run beside itself: the same parts, in a thread whose events nobody else's work holds up. */
const OPEN: { [Kind in ThreadKind]: (options: ThreadOptions[Kind]) => Promise<object> } = {
  link: (options) => Promise.resolve(new RegionLink(options)),
  witness: ({ folder, host }) => WitnessServer.open(folder, host),
};

const { kind, options } = workerData as { kind: ThreadKind; options: never };
const part = OPEN[kind](options);
// Whoever asks it for something is told.
part.catch(() => undefined);

async function answer({ id, method, args }: Question): Promise<void> {
  const say = (result: Omit<Answer, 'id'>): void => parentPort!.postMessage({ id, ...result });
  try {
    const object = await part as Record<string, unknown>;
    const member = object[method];
    say({ value: typeof member === 'function' ? await (member as (...words: unknown[]) => unknown).apply(object, args) : member });
  } catch (failure) {
    say({ failure });
  }
}

parentPort!.on('message', (question: Question) => void answer(question));
