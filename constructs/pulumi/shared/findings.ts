import { log, type Resource } from '@pulumi/pulumi';
import { Severity, type Finding } from '../../../lib/plan';

/**
 * Shows what the author of a deployment should know: warnings in the output of preview and update, at the component.
 *
 * @throws Error that says every finding that is an error
 */
export function showFindings(component: string, resource: Resource, findings: Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === Severity.ERROR);
  if (errors.length > 0) {
    throw new Error(errors.map((finding) => `${component}: ${said(finding)}`).join('\n'));
  }
  for (const finding of findings.filter(({ severity }) => severity === Severity.WARNING)) {
    // Nobody waits for it: a log that cannot be delivered must not end a deployment.
    void log.warn(`${finding.id}: ${said(finding)}`, resource);
  }
}

function said({ field, reason, fix }: Finding): string {
  return `${field}: ${reason}; ${fix}`;
}
