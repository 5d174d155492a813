import { randomBytes } from 'node:crypto';
import { abort } from './abort';
import type { PromotionOptions } from './options';
import type { PromotionPort } from './port';
import type { OnStep, StepDone } from './progress';
import { PromotionRefused } from './refused';
import type { PromotionReport } from './report';
import { dataSetReports } from './report-data-sets';
import { messageOf, Run } from './run';
import { activate } from './step-activate';
import { names, oldRegion, restore } from './step-aftermath';
import { announce } from './step-announce';
import { catchUp } from './step-catch-up';
import { check } from './step-check';
import { chooseNew } from './step-choose';
import { fence } from './step-fence';
import { start } from './step-start';
import { verify } from './step-verify';
import { StepId, stepsOf } from './steps';

/** What each step does; returns what was done, for people. Each can be repeated, and by another machine. */
const WORK: Record<StepId, (run: Run) => Promise<string>> = {
  [StepId.CHECK]: check,
  [StepId.START]: start,
  [StepId.ANNOUNCE]: announce,
  [StepId.FENCE]: fence,
  [StepId.CATCH_UP]: catchUp,
  [StepId.CHOOSE]: chooseNew,
  [StepId.ACTIVATE]: activate,
  [StepId.RESTORE]: restore,
  [StepId.VERIFY]: verify,
  [StepId.NAMES]: names,
  [StepId.OLD_REGION]: oldRegion,
};

/** After these it is known that the old region stopped for nothing, and it is put back in charge. */
const IN_VAIN = ['no-candidate', 'not-caught-up', 'copy-lost', 'keeps-writing', 'few-heard'];

/**
 * Makes `target` the region that takes writes, or goes on with what another process began. Failback is the same with the
 * other region. Doing it again when it is done changes nothing.
 *
 * @throws InvalidInput for a region the plan does not have; PromotionRefused when it must not go on: what stands then is said,
 * and an announcement of this run that led nowhere has been taken back
 */
export async function promote(
  target: string, port: PromotionPort, onStep: OnStep = () => undefined, options: PromotionOptions = {},
): Promise<PromotionReport> {
  const run = new Run(port.plan, target, port, options, randomBytes(3).toString('hex'));
  const began = port.monotonic();
  const already = await run.record().then(({ active, moving }) => active === target && !moving);
  const done: StepDone[] = [];
  const steps = stepsOf(port.plan, target);
  for (const [index, step] of steps.entries()) {
    const event = { step, number: index + 1, of: steps.length };
    const since = port.monotonic();
    onStep({ ...event, state: 'begins', detail: '', seconds: 0 });
    const seconds = (): number => Math.round(port.monotonic() - since) / 1000;
    try {
      const detail = await WORK[step.id](run);
      done.push({ id: step.id, title: step.title, seconds: seconds(), detail });
      onStep({ ...event, state: 'done', detail, seconds: seconds() });
    } catch (failure) {
      onStep({ ...event, state: 'failed', detail: messageOf(failure), seconds: seconds() });
      throw await afterwards(run, failure);
    }
  }
  const { epoch } = await run.record();
  return {
    deployment: port.plan.name, from: run.from, to: target, already, epoch, serves: run.serves,
    planned: run.fenced !== undefined && Object.keys(run.fenced.floors).length === run.decidedOn?.dataSets.length,
    ...(run.activatedBy === undefined ? {} : { activatedBy: run.activatedBy }),
    ...(run.servesAt === undefined || already ? {}
      : { interruptionSeconds: Math.round(run.servesAt - (run.announcedAt ?? began)) / 1000 }),
    dataSets: dataSetReports(run), steps: done, warnings: run.warnings,
  };
}

/**
 * Does one step alone, as a runbook does that is carried out elsewhere. It looks at everything anew; `activate` therefore
 * waits for the fence once more where the old region does not answer.
 */
export async function runStep(id: StepId, target: string, port: PromotionPort, options: PromotionOptions = {}): Promise<string> {
  const run = new Run(port.plan, target, port, options, randomBytes(3).toString('hex'));
  if (!stepsOf(port.plan, target).some((step) => step.id === id)) {
    throw new PromotionRefused('no-such-step', `the promotion of ${target} has no step "${id}"`,
      `use one of ${stepsOf(port.plan, target).map((step) => step.id).join(', ')}`);
  }
  return WORK[id](run);
}

async function afterwards(run: Run, failure: unknown): Promise<unknown> {
  const inVain = failure instanceof PromotionRefused && IN_VAIN.includes(failure.id);
  if (!inVain || !run.announcedHere || run.activeSince !== undefined) {
    return failure;
  }
  const outcome = await abort(run.port, run.by, run.by).then(
    ({ record }) => `${run.from} is back in charge (record ${record.epoch})`,
    (problem: unknown) => `${run.from} was announced to be left and could not be put back in charge (${messageOf(problem)}): use \`redis-ha region abort\``,
  );
  return new PromotionRefused(failure.id, failure.reason, `${failure.fix}; ${outcome}`);
}
