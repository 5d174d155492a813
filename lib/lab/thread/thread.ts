import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answer, Question, ThreadKind, ThreadOptions } from './messages';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (failure: unknown) => void;
}

/**
 * A part of a lab with an event loop of its own. What stands between regions, or decides between them, must not wait while the
 * process of a drill is busy with its clients: on a busy machine an agent would find its witness silent for that reason only.
 */
export class Thread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  private ended?: Error;

  private constructor(kind: ThreadKind, options: ThreadOptions[ThreadKind]) {
    this.worker = new Worker(bundle(), { workerData: { kind, options } });
    this.worker.on('message', ({ id, value, failure }: Answer) => {
      const question = this.waiting.get(id);
      this.waiting.delete(id);
      if (failure === undefined) {
        question?.resolve(value);
      } else {
        question?.reject(failure);
      }
    });
    this.worker.on('error', (failure) => this.fail(failure));
    this.worker.on('exit', () => this.fail(new Error(`the lab's ${kind} has ended`)));
  }

  public static start<Kind extends ThreadKind>(kind: Kind, options: ThreadOptions[Kind]): Thread {
    return new Thread(kind, options);
  }

  /** Calls a method there, or reads a property. @throws whatever it throws */
  public call(method: string, ...args: unknown[]): Promise<unknown> {
    this.asked += 1;
    const question: Question = { id: this.asked, method, args };
    return this.ended ? Promise.reject(this.ended) : new Promise((resolve, reject) => {
      this.waiting.set(question.id, { resolve, reject });
      this.worker.postMessage(question);
    });
  }

  /** Lets it close what it holds, and ends it. */
  public async close(): Promise<void> {
    try {
      await this.call('close');
    } finally {
      await this.worker.terminate();
    }
  }

  private fail(failure: Error): void {
    this.ended ??= failure;
    this.waiting.forEach(({ reject }) => reject(failure));
    this.waiting.clear();
  }
}

/** @throws Error in a checkout in which it has not been built */
function bundle(): string {
  // lib/lab/thread of a checkout, or dist/lib/lab/thread of the package.
  const candidates = ['../../../dist/lab', '../../../lab'].map((folder) => join(__dirname, folder, 'redis-ha-lab-thread.js'));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined) {
    throw new Error('the program of the lab\'s threads has not been built: run `npm run agent`');
  }
  return found;
}
