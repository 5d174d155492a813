import type { Lab } from '../../lab/lab';
import { labPromotionPort } from '../../lab/promotion-port';
import { promote, StepId, type PromotionPort, type PromotionReport } from '../../region/promotion';
import { now } from '../clock';
import type { ScenarioContext } from '../scenarios/scenario';

/** A promotion of a drill. Times in milliseconds since the epoch. */
export interface Promoted {
  /** Absent when it failed; why was noted as a broken rule. */
  readonly report?: PromotionReport;
  /**
   * Before the announcement was made. Absent when none stands: a promotion that was refused, or that took its announcement
   * back, leaves the old region to take writes.
   */
  readonly announcedAt?: number;
}

export interface PromotionFaults {
  /** Nodes that whoever promotes cannot reach. */
  readonly unreachable?: readonly string[];
}

/** Promotes a region as `redis-ha region promote` does, and tells the clients its addresses as DNS would. */
export async function promoteRegion(context: ScenarioContext, target: string, faults: PromotionFaults = {}): Promise<Promoted> {
  const { lab } = context;
  let announcedAt: number | undefined;
  try {
    const port: PromotionPort = {
      ...without(labPromotionPort(lab, lab.witness!.url), faults.unreachable ?? []),
      moveNames: async () => {
        await context.clientsMove();
        return `clients were told the addresses of ${target}`;
      },
    };
    const report = await context.during('promotion', `promotion of ${target}`, () => promote(target, port, ({ step, state, detail }) => {
      if (step.id === StepId.ANNOUNCE && state === 'begins') {
        announcedAt = now();
      }
      if (state === 'done') {
        context.note(`${step.title}: ${detail}`);
      }
    }, { by: 'drill' }));
    tellReport(context, report);
    return { report, announcedAt };
  } catch (failure) {
    context.violation(`the promotion of ${target} failed: ${failure instanceof Error ? failure.message : String(failure)}`);
    return announcedAt !== undefined && await announcementStands(lab, target) ? { announcedAt } : {};
  }
}

/** What came of a promotion that failed; a witness that does not say is no reason to let the old region off. */
async function announcementStands(lab: Lab, target: string): Promise<boolean> {
  const record = await lab.witness!.record().catch(() => undefined);
  return record === undefined || record.active === target || record.moving?.to === target;
}

function without(port: PromotionPort, unreachable: readonly string[]): PromotionPort {
  const reached = (nodes: readonly string[]): string[] => nodes.filter((node) => !unreachable.includes(node));
  return {
    ...port,
    look: (nodes) => port.look(reached(nodes)),
    tell: (record, nodes) => port.tell(record, reached(nodes)),
    takesWrites: async (node) => !unreachable.includes(node) && await port.takesWrites(node),
  };
}

function tellReport(context: ScenarioContext, report: PromotionReport): void {
  const { planned, interruptionSeconds, dataSets, warnings, serves, to } = report;
  context.row({ id: 'promotion', title: `Promotion of ${to}`, measured: `${planned ? 'planned' : 'unplanned'}, ${interruptionSeconds ?? '?'} s without writes` });
  for (const { dataSet, chosen, bytesBeyond, oldOffsetIs } of dataSets) {
    context.row({
      id: `beyond-${dataSet}`, title: `Data set ${dataSet}: ${chosen} took over`,
      measured: bytesBeyond === undefined ? 'nobody knows how far the old primary was' : `${bytesBeyond} bytes beyond it (${oldOffsetIs})`,
    });
  }
  warnings.forEach((warning) => context.note(warning));
  if (!serves) {
    context.violation(`${to} was promoted and does not serve: ${warnings.join('; ')}`);
  }
}
