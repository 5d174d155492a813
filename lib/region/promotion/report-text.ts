import type { PromotionReport } from './report';

/** A report for people: what was lost first. */
export function reportText(report: PromotionReport): string {
  const { deployment, from, to, epoch, interruptionSeconds, activatedBy, dataSets, steps, warnings } = report;
  const { already, planned, serves } = report;
  const how = already ? 'was active before' : activatedBy === undefined ? `promoted, ${planned ? 'planned' : 'unplanned'}` : `promoted by ${activatedBy}`;
  return [
    `${deployment}: ${to} ${how} (record ${epoch})${serves ? '' : ', and nobody takes writes there yet'}`,
    ...interruptionSeconds === undefined ? [] : [`writes stood still for about ${interruptionSeconds.toFixed(1)} s as seen from here`],
    ...dataSets.map((set) => `data set ${set.dataSet}: ${set.chosen} at ${set.chosenOffset}; ${set.oldPrimary ?? from} `
      + (set.oldOffset === undefined ? 'was not heard of: what it had beyond is unknown'
        : `${set.oldOffsetIs === 'fenced' ? 'stopped' : 'was last known'} at ${set.oldOffset}: ${set.bytesBeyond} bytes beyond`)),
    ...steps.map(({ title, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${title}`),
    ...warnings.map((warning) => `warning: ${warning}`),
  ].join('\n');
}
