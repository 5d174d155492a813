import fc from 'fast-check';
import { NodeRole, nodesWith, review, type DeploymentPlan } from '../../../lib/plan';
import { ChangeAction } from '../../../lib/plan/diff-model';
import { diffPlans } from '../../../lib/plan/diff';
// Steps between plans of two topologies are an obstacle, not a rollout.
import { sentinelSpecs as specs } from './specs';

// Many runs, on a machine that may be busy with other tests.
jest.setTimeout(60_000);

const pairs = fc.tuple(specs, specs).map(([a, b]) => ({ before: review(a), after: review({ ...b, name: a.name }) }));

function names(plan: DeploymentPlan, role: NodeRole): string[] {
  return nodesWith(plan.nodes, role).map((node) => node.name);
}

test('any change: what comes is added once, what goes is removed once, after all else', () => {
  fc.assert(fc.property(pairs, ({ before, after }) => {
    const { steps } = diffPlans(before, after);
    for (const [role, component] of [[NodeRole.DATA, 'redis'], [NodeRole.SENTINEL, 'sentinel']] as const) {
      const of = (action: ChangeAction): string[] =>
        steps.filter((step) => step.action === action && step.components.includes(component)).map((step) => step.node).sort();
      const old = names(before, role);
      const next = names(after, role);
      expect(of(ChangeAction.ADD)).toEqual(next.filter((name) => !old.includes(name)).sort());
      expect(of(ChangeAction.REMOVE)).toEqual(old.filter((name) => !next.includes(name)).sort());
    }
    const firstRemoval = steps.findIndex((step) => step.action === ChangeAction.REMOVE);
    expect(firstRemoval < 0 || steps.slice(firstRemoval).every((step) => step.action === ChangeAction.REMOVE)).toBe(true);
  }), { numRuns: 150 });
});

test('any change: the primary is disturbed only after its handover, and replicas were done by then', () => {
  fc.assert(fc.property(pairs, ({ before, after }) => {
    const { steps, primaries: [primary] } = diffPlans(before, after);
    const handover = steps.findIndex((step) => step.action === ChangeAction.HANDOVER);
    const redis = steps.map((step, index) => ({ ...step, index })).filter((step) => step.components.includes('redis'));
    for (const step of redis) {
      const disturbs = [ChangeAction.RESTART, ChangeAction.MOVE, ChangeAction.REMOVE].includes(step.action);
      if (disturbs && step.node === primary) {
        expect(handover).toBeGreaterThanOrEqual(0);
        expect(step.index).toBeGreaterThan(handover);
      }
      if (handover >= 0 && step.node !== primary && [ChangeAction.RESTART, ChangeAction.MOVE].includes(step.action)) {
        expect(step.index).toBeLessThan(handover);
      }
    }
  }), { numRuns: 150 });
});
