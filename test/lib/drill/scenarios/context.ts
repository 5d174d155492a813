import { Random } from '../../../../lib/drill/random';
import type { ScenarioContext } from '../../../../lib/drill/scenarios/scenario';
import type { Lab } from '../../../../lib/lab';

/** What a scenario did, and the context it is given to do it. */
export interface Watched {
  readonly context: ScenarioContext;
  readonly notes: string[];
  readonly violations: string[];
  readonly faults: string[];
  /** How often recovery was counted anew. */
  recoveries(): number;
}

/** No load and no waiting: faults are put in at once, and writes resume unless told otherwise. */
export function watched(lab: Lab, over: Partial<ScenarioContext> = {}): Watched {
  const notes: string[] = [];
  const violations: string[] = [];
  const faults: string[] = [];
  let recoveries = 0;
  const context: ScenarioContext = {
    lab, plan: lab.plan, random: new Random(7), load: undefined as never, primary: lab.nodes.find((node) => node.hasData)!,
    fault: async (message, _node, inject) => {
      faults.push(message);
      await inject();
    },
    recoveryStartsNow: () => { recoveries += 1; },
    recovered: () => undefined,
    note: (message) => { notes.push(message); },
    violation: (reason) => { violations.push(reason); },
    settings: {},
    deployment: `${lab.plan.name}-drill`,
    store: () => Promise.reject(new Error('this drill has no store')),
    check: () => undefined,
    row: () => undefined,
    promise: () => undefined,
    during: (_lane, _title, work) => work(),
    replaceLab: () => Promise.reject(new Error('this drill keeps its lab')),
    writesResume: () => Promise.resolve(true),
    wait: () => Promise.resolve(),
    nodesChanged: () => undefined,
    clientsMove: () => Promise.resolve(),
    ...over,
  };
  return { context, notes, violations, faults, recoveries: () => recoveries };
}
