import { needsRegions, promotionSeconds, takenOver } from '../../../../lib/drill/regions/region-drill';
import { RegionStrategy } from '../../../../lib/model';
import { plan, type DeploymentPlan } from '../../../../lib/plan';
import { demoSpec } from '../../plan/specs';

function planned(strategy?: RegionStrategy): DeploymentPlan {
  return plan(demoSpec(strategy === undefined ? {} : {
    replicaRegion: {
      strategy, failureDomains: 2, leaseSeconds: 4, decisionSeconds: 500, objectives: { rpoSeconds: 20_000, rtoSeconds: 9000 },
    },
  }));
}

test('another region with nodes is needed', () => {
  expect(needsRegions(planned())).toMatch(/replicaRegion/);
  expect(needsRegions(planned(RegionStrategy.BACKUP_RESTORE))).toMatch(/backups only/);
  expect(needsRegions(planned(RegionStrategy.WARM))).toBeUndefined();
  expect(needsRegions(planned(RegionStrategy.PILOT_LIGHT))).toBeUndefined();
});

test('a promotion takes what the plan promises of it, without people and without names', () => {
  const warm = planned(RegionStrategy.WARM);
  expect(promotionSeconds(warm)).toBeLessThan(warm.regionChange!.promise.rtoSeconds - 500);
  expect(promotionSeconds(warm)).toBeGreaterThan(warm.regionChange!.promise.oldRegionStopsSeconds);
  expect(promotionSeconds(planned(RegionStrategy.PILOT_LIGHT))).toBeGreaterThan(promotionSeconds(warm));
  expect(takenOver(warm, 3)).toMatchObject({ serves: true, promisedLossSeconds: 3, lossDeclared: false, dualPrimarySeconds: 0 });
});
