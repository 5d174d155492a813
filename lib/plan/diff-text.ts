import { ChangeAction, type PlanDiff } from './diff-model';
import type { Finding } from './deployment-plan';

const VERB: Record<ChangeAction, string> = {
  [ChangeAction.ADD]: 'add',
  [ChangeAction.RECONFIGURE]: 'reconfigure',
  [ChangeAction.RESTART]: 'restart',
  [ChangeAction.MOVE]: 'move',
  [ChangeAction.HANDOVER]: 'hand over',
  [ChangeAction.RESHARD]: 'reshard',
  [ChangeAction.REMOVE]: 'remove',
};

/** A diff for people: numbered steps, then what stands in the way. */
export function diffText(diff: PlanDiff): string {
  if (diff.empty) {
    return [`${diff.name}: nothing to do`, ...findings('note', diff.warnings)].join('\n');
  }
  const lines: string[] = [];
  if (diff.obstacles.length > 0) {
    lines.push(`${diff.name}: this change cannot be rolled out in place`, ...findings('obstacle', diff.obstacles), '');
  }
  if (diff.steps.length > 0) {
    lines.push(`${diff.name}: ${summary(diff)}`, `in this order, each when everything is healthy again; ${diff.primaries.join(', ')} taken for ${diff.primaries.length > 1 ? 'primaries' : 'the primary'}:`, '');
    for (const [index, step] of diff.steps.entries()) {
      lines.push(`${String(index + 1).padStart(3)}. ${VERB[step.action].padEnd(11)} ${step.node}  (${step.components.join(', ')})`);
      lines.push(...step.reasons.map((reason) => `       ${reason}`));
    }
  }
  lines.push(...findings('note', diff.warnings));
  return lines.join('\n');
}

function summary(diff: PlanDiff): string {
  const counted = Object.values(ChangeAction)
    .map((action) => {
      const steps = diff.steps.filter((step) => step.action === action);
      return { action, nodes: new Set(steps.map((step) => step.node)).size };
    })
    .filter(({ nodes }) => nodes > 0);
  return counted.map(({ action, nodes }) => {
    switch (action) {
      case ChangeAction.HANDOVER:
        return `${nodes} handover${nodes > 1 ? 's' : ''}`;
      case ChangeAction.RESHARD:
        return 'reshard';
      default:
        return `${VERB[action]} ${nodes} node${nodes > 1 ? 's' : ''}`;
    }
  }).join(', ');
}

function findings(label: string, list: Finding[]): string[] {
  return list.map(({ field, reason, fix }) => `  ${label}: ${field}: ${reason}; ${fix}`);
}
