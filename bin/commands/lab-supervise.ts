import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { Lab } from '../../lib/lab';
import type { DeploymentPlan, RestoreBinding } from '../../lib/plan';
import { ExitCode } from './exit-code';
import { serveControl } from './lab-control';
import { startedLab } from './lab-start';
import { writeState, type LabState } from './lab-state';

export interface SuperviseOptions {
  readonly directory: string;
  readonly network: 'loopback' | 'namespaces';
  readonly timeoutMs: number;
  /** Play load balancers in front of it. */
  readonly proxy: boolean;
  /** The backup it begins with. @default - it begins empty */
  readonly restoreFrom?: RestoreBinding;
}

/** Keeps a lab's nodes running until it is told to end; the nodes are its children and end with it. */
export async function supervise(plan: DeploymentPlan, options: SuperviseOptions): Promise<ExitCode> {
  const { directory } = options;
  const tell = (state: string, reason = '', more: Partial<LabState> = {}): void =>
    writeState(directory, { supervisor: process.pid, deployment: plan.name, state, reason, ...more });
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
      restoreFrom: options.restoreFrom,
      onEvent: (event) => appendFileSync(path.join(directory, 'events.jsonl'), `${JSON.stringify(event)}\n`),
    });
    try {
      const ended = told.then(() => 'told');
      if (await Promise.race([lab.healthy(options.timeoutMs).then(() => 'healthy'), ended]) === 'healthy') {
        const { labVerbs } = await import('./lab-verbs.js');
        const control = await serveControl(directory, labVerbs(lab));
        const proxies = options.proxy ? await openProxies(lab) : undefined;
        tell('up', '', proxies && { proxies });
        await ended;
        control.close();
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

async function openProxies(lab: Lab): Promise<Record<string, string>> {
  const proxies = await Promise.all((['primary', 'replicas'] as const).map(async (target) => [target, await lab.proxy(target)] as const));
  return Object.fromEntries(proxies.map(([target, { host, port }]) => [target, `${host}:${port}`]));
}
