import { planOf, type DeploymentPlan } from '../plan';
import { stepsOf } from '../region/promotion';
import { promiseTable } from './promise-table';

/** The steps of a promotion for people, with what they cost. */
export function runbookMarkdown(plan: DeploymentPlan, target: string): string {
  const from = planOf(plan, target).regions[1]!.name;
  const steps = stepsOf(plan, target);
  const kept = steps.some(({ id }) => id === 'activate');
  return [
    `# ${plan.name}: put ${target} in charge`,
    '',
    `In place of ${from}, planned or because it is gone. One command does all of it, shows every step first, and goes on where another was interrupted:`,
    '',
    '```sh',
    `redis-ha region promote ${plan.name}.redis-ha.json ${target} --dry-run`,
    `redis-ha region promote ${plan.name}.redis-ha.json ${target}`,
    '```',
    '',
    ...promiseTable(plan),
    '',
    `The way back is the same with ${from}. Until ${target} is in charge, \`redis-ha region abort ${plan.name}.redis-ha.json\` gives the writes back.`,
    '',
    '## Steps',
    '',
    ...steps.flatMap(({ title, why, does, command, readOnly }, index) => [
      `${index + 1}. **${title}**${readOnly ? ' (changes nothing)' : ''}`,
      '',
      `   Why: ${why}.`,
      '',
      `   What: ${does}.`,
      '',
      `   Alone, on a node of ${target}: \`${command} --config <node.json>\``,
      '',
    ]),
    ...kept ? [] : [`${target} keeps copied backups only, so no step here makes it serve: the deployment that is made from them does.`, ''],
  ].join('\n');
}
