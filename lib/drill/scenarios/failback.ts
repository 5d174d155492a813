import { labPromotionPort } from '../../lab/promotion-port';
import { promote } from '../../region/promotion';
import { promoteRegion } from '../regions/promotion';
import { HOME, needsRegions, OTHER, promotionSeconds, someLink } from '../regions/region-drill';
import type { Scenario } from './scenario';

/** How long the standby may take to be whole before the load begins, in milliseconds. */
const WHOLE_MS = 120_000;

/** The way back under load: both regions live, so that not one acknowledged write may be lost. */
export const failback: Scenario = {
  name: 'failback',
  summary: 'the other region has been promoted; the first one is promoted back under load; no acknowledged write may be lost',
  from: 'formed',
  rto: 'longest-gap',
  cutsNetwork: true,
  link: someLink,
  recoveryMs: 120_000,
  unsuitable: needsRegions,
  expectation: (plan) => ({
    serves: true, promisedRtoSeconds: promotionSeconds(plan), rtoDeclared: false, gapBounded: true,
    promisedLossSeconds: 0, dualPrimarySeconds: 0,
  }),
  async prepare(lab, _target, progress) {
    progress(`promoting ${OTHER}`);
    await promote(OTHER, labPromotionPort(lab, lab.witness!.url), ({ step, state, detail }) => {
      if (state !== 'begins') {
        lab.record('drill', `before the load: ${step.title}: ${detail}`);
      }
    }, { by: 'drill' });
    await lab.healthy(WHOLE_MS);
  },
  async run(context) {
    await context.fault(`${HOME} is to take over again`, undefined, async () => {
      const { report } = await promoteRegion(context, HOME);
      if (report && !report.planned) {
        context.violation(`the way back was no planned one: ${report.warnings.join('; ') || 'the primaries were not seen to stop'}`);
      }
    });
    context.recovered(`${HOME} took over again`);
    await context.writesResume();
  },
};
