import { hostname, userInfo } from 'node:os';
import { InvalidInput } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { dryRun, promote, PromotionRefused, reportText, type DryRun, type PromotionOptions, type StepEvent } from '../../lib/region/promotion';
import { agreed } from './agreed';
import { ExitCode } from './exit-code';
import { json, print, progress } from './output';
import { seconds } from './values';
import { regionPort, type RegionFlags } from './region-reach';

export interface PromoteRegionFlags extends RegionFlags {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly evidence?: string;
  readonly catchUp?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Who asks, for the record. */
export function asker(): string {
  return `${userInfo().username}@${hostname()}`;
}

export async function promoteRegion(plan: DeploymentPlan, target: string, flags: PromoteRegionFlags): Promise<ExitCode> {
  const { evidence, force, catchUp } = flags;
  if (evidence !== undefined && !force) {
    throw new InvalidInput('--evidence', 'given without --force', 'it is what --force needs: leave it out, or give both');
  }
  const options: PromotionOptions = {
    by: asker(), ...(force ? { force } : {}), ...(evidence === undefined ? {} : { evidence }),
    ...(catchUp === undefined ? {} : { catchUpSeconds: seconds('--catch-up', catchUp) }),
  };
  const port = regionPort(plan, flags);
  return orRefused(flags, async () => {
    const shown = await dryRun(target, port, options);
    if (!flags.json) {
      print(dryRunText(shown));
    }
    const refused = shown.refusals.length > 0;
    if (flags.dryRun || refused || !(flags.yes || (!flags.json && await agreed(target, 'region to put it in charge')))) {
      if (flags.json) {
        print(json({ ...shown, done: false }));
      }
      return flags.dryRun && !refused ? ExitCode.OK : ExitCode.NEGATIVE;
    }
    const report = await promote(target, port, tell, options);
    print(flags.json ? json({ ...report, done: true }) : reportText(report));
    return report.serves ? ExitCode.OK : ExitCode.NEGATIVE;
  });
}

/** A refusal is an answer and no failure of the command. */
export async function orRefused(flags: { readonly json?: boolean }, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (failure) {
    if (!(failure instanceof PromotionRefused)) {
      throw failure;
    }
    print(flags.json ? json({ done: false, refused: { id: failure.id, reason: failure.reason, fix: failure.fix } }) : `refused: ${failure.message}`);
    return ExitCode.NEGATIVE;
  }
}

function dryRunText({ deployment, from, to, steps, refusals }: DryRun): string {
  return [
    `${deployment}: ${to} in place of ${from}`,
    ...steps.flatMap(({ title, now }, index) => [`${String(index + 1).padStart(2)}. ${title}`, `      ${now}`]),
    ...refusals.map(({ reason, fix }) => `refused: ${reason}: ${fix}`),
  ].join('\n');
}

function tell({ step, number, of, state, detail, seconds: took }: StepEvent): void {
  progress(state === 'begins' ? `${number}/${of} ${step.title}` : `    ${state === 'failed' ? 'failed: ' : ''}${detail} (${took.toFixed(1)} s)`);
}
