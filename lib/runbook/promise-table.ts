import type { DeploymentPlan } from '../plan';

const PARTS: Record<string, string> = {
  decision: 'people decide',
  deploy: 'a deployment is made',
  restore: 'the backup is fetched',
  boot: 'nodes start',
  copy: 'they copy the data',
  load: 'they load the data',
  fence: 'the old region has stopped',
  activation: 'the new region takes writes',
  dns: 'clients have found it',
};

/** What the loss of the active region costs by the plan, part by part, as a Markdown table. */
export function promiseTable({ regionChange }: DeploymentPlan): string[] {
  const { promise, strategy, objectives } = regionChange!;
  return [
    `| when the active region is lost (${strategy}) | seconds |`,
    '|---|---|',
    ...Object.entries(promise.parts).map(([part, seconds]) => `| ${PARTS[part] ?? part} | ${seconds} |`),
    `| **RTO**, the sum (declared: ${objectives.rtoSeconds}) | **${promise.rtoSeconds}** |`,
    `| **RPO**, the last acknowledged writes that may be lost (declared: ${objectives.rpoSeconds}) | **${promise.rpoSeconds}** |`,
    '| RPO of a planned promotion | 0 |',
  ];
}
