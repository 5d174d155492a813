import type { NodeConfig } from '../../config';
import { UserName } from '../../model';
import {
  abort, dryRun, promote, putRecordsBack, regionStatus, reportText, runStep, StepId, type PromotionOptions, type PromotionPort,
} from '../../region/promotion';
import { agentKey } from '../authenticity';
import { readDeployment } from '../deployment';
import type { Platform } from '../platform/platform';
import { openWitness } from '../region/open-witness';
import { agentsPort } from './agents-port';

/** What it may be told, beside which step to do. */
export interface RegionWords {
  /** Region to promote. @default - that of this node */
  readonly target?: string;
  readonly by?: string;
  readonly force?: boolean;
  readonly evidence?: string;
}

const OTHERS = ['status', 'dry-run', 'promote', 'abort', 'put-back'];

/** `redis-ha-agent region <step>`: one step of a promotion, carried out on a node, as an SSM runbook does. */
export async function regionCommand(
  step: string | undefined, words: RegionWords, config: NodeConfig, platform: Platform,
): Promise<void> {
  const { plan, bindings } = await readDeployment(config);
  const target = words.target ?? plan.regions[0]!.name;
  const port = agentsPort({
    plan, addresses: bindings.addresses, witness: openWitness(config, plan),
    key: agentKey((await platform.secrets())[UserName.AGENT]!),
    // The runbook has raised their capacity just before; the step waits until they answer.
    start: async () => undefined,
  });
  process.stdout.write(`${await regionStep(step, target, port, words)}\n`);
}

/** @returns what was done, for people */
export async function regionStep(
  step: string | undefined, target: string, port: PromotionPort, words: RegionWords,
): Promise<string> {
  const { by = 'redis-ha-agent', force, evidence } = words;
  const options: PromotionOptions = { by, ...(force ? { force } : {}), ...(evidence ? { evidence } : {}) };
  switch (step) {
    case 'status':
      return JSON.stringify(await regionStatus(port), undefined, 2);
    case 'dry-run': {
      const { steps, refusals } = await dryRun(target, port, options);
      return [
        ...steps.map(({ title, now }, index) => `${index + 1}. ${title}: ${now}`),
        ...refusals.map(({ reason, fix }) => `would be refused: ${reason}: ${fix}`),
      ].join('\n');
    }
    case 'promote':
      return reportText(await promote(target, port, ({ step: { title }, state, detail }) => {
        process.stderr.write(`${title}: ${state === 'begins' ? '...' : detail}\n`);
      }, options));
    case 'abort': {
      const { record, nothingToDo } = await abort(port, by, by);
      return nothingToDo ? `nothing to take back: ${record.active} is active (record ${record.epoch})` : `${record.active} is back in charge (record ${record.epoch})`;
    }
    case 'put-back': {
      const { record, nothingToDo } = await putRecordsBack(port, options);
      return `${nothingToDo ? 'nothing to put back' : 'put back'}: ${record.active} is active (record ${record.epoch})`;
    }
    default:
      if (!Object.values(StepId).some((id) => id === step)) {
        throw new Error(`unknown step "${step ?? ''}"; use one of ${[...OTHERS, ...Object.values(StepId)].join(', ')}`);
      }
      return runStep(step as StepId, target, port, options);
  }
}
