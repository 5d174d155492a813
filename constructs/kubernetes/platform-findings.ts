import type { Construct } from 'constructs';
import { inPropNames } from '../../lib/manifests';
import { Severity, type Finding } from '../../lib/plan';

/** Type of the entries in a construct's metadata. */
const FINDING_METADATA = 'redis-ha-finding';

/**
 * Shows what the author of a deployment should know when the app is synthesized, once: warnings as a line on standard error
 * and in the construct's metadata, errors as a failed validation. cdk8s has no annotations of its own.
 */
export function showFindings(scope: Construct, findings: () => Finding[]): void {
  const shown = new Set<string>();
  scope.node.addValidation({
    validate: () => {
      const found = findings().map(named);
      for (const finding of found.filter(({ severity }) => severity === Severity.WARNING)) {
        const text = `${finding.id}: ${said(finding)}`;
        if (!shown.has(text)) {
          shown.add(text);
          scope.node.addMetadata(FINDING_METADATA, text);
          process.stderr.write(`[redis-ha] ${scope.node.path}: ${text}\n`);
        }
      }
      return found.filter(({ severity }) => severity === Severity.ERROR).map(said);
    },
  });
}

/** A finding in the words of the props. */
export function named({ field, reason, fix, ...rest }: Finding): Finding {
  return { ...rest, field: inPropNames(`${field}:`).slice(0, -1), reason: inPropNames(reason), fix: inPropNames(fix) };
}

function said({ field, reason, fix }: Finding): string {
  return `${field}: ${reason}; ${fix}`;
}
