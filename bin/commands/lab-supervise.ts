import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { DeploymentPlan } from '../../lib/plan';
import { ExitCode } from './exit-code';
import { startedLab } from './lab-start';
import { writeState } from './lab-state';

export interface SuperviseOptions {
  readonly directory: string;
  readonly network: 'loopback' | 'namespaces';
  readonly timeoutMs: number;
}

/** Keeps a lab's nodes running until it is told to end; the nodes are its children and end with it. */
export async function supervise(plan: DeploymentPlan, options: SuperviseOptions): Promise<ExitCode> {
  const { directory } = options;
  const tell = (state: string, reason = ''): void =>
    writeState(directory, { supervisor: process.pid, deployment: plan.name, state, reason });
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.once(signal, () => resolve());
    }
  });
  tell('starting');
  try {
    const lab = await startedLab(plan, {
      directory,
      network: options.network,
      onEvent: (event) => appendFileSync(path.join(directory, 'events.jsonl'), `${JSON.stringify(event)}\n`),
    });
    try {
      const ended = told.then(() => 'told');
      if (await Promise.race([lab.healthy(options.timeoutMs).then(() => 'healthy'), ended]) === 'healthy') {
        tell('up');
        await ended;
      }
    } finally {
      await lab.down();
    }
    return ExitCode.OK;
  } catch (error) {
    tell('failed', error instanceof Error ? error.message : String(error));
    throw error;
  }
}
