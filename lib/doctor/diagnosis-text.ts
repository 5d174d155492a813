import type { Diagnosis } from './diagnosis';

/** A diagnosis for people: the answer first, then why. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const lines = [
    `${diagnosis.deployment}: ${diagnosis.safe ? 'the loss of any one node or failure domain is safe now' : 'NOT safe now'}`,
    `primary: ${diagnosis.primary || 'none'}`,
  ];
  if (diagnosis.problems.length > 0) {
    lines.push('', 'not as planned:');
    for (const { subject, reason, fix } of diagnosis.problems) {
      lines.push(`  ${subject} ${reason}`, `      fix: ${fix}`);
    }
  }
  lines.push('', 'what would follow from losing');
  const width = Math.max(...diagnosis.losses.map(({ name }) => name.length));
  for (const loss of diagnosis.losses) {
    lines.push(`  ${loss.name.padEnd(width)}  ${loss.safe ? `ok      ${loss.outcome}` : `UNSAFE  ${loss.reasons.join('; ')}`}`);
  }
  return lines.join('\n');
}
