import { inAll, inWords, restorePromise } from '../../../../lib/drill/backups/restore-promise';
import { Engine, Topology } from '../../../../lib/model';
import { plan, type DeploymentPlan } from '../../../../lib/plan';
import { aManifest, aShard } from '../../backup/manifests';

function planned(topology: Topology): DeploymentPlan {
  return plan({ name: 'demo', engine: Engine.REDIS_7_0, topology, failureDomains: 3, objectives: { rpoSeconds: 5, rtoSeconds: 5 } });
}

const manifestOf = (...megabytes: number[]): ReturnType<typeof aManifest> =>
  aManifest({ shards: megabytes.map((size, at) => aShard({ shard: at + 1, plainBytes: size * 1e6 })) });

test('the promise grows with the data, and every part says why', () => {
  const small = restorePromise(manifestOf(0), planned(Topology.sentinel()));
  const large = restorePromise(manifestOf(900), planned(Topology.sentinel()));
  expect(inAll(large) - inAll(small)).toBeCloseTo(900 / 40 + 900 / 90, 0);
  expect(small.map(({ what }) => what)).toEqual(['begin', 'download', 'load', 'formation']);
  expect(large.every(({ because }) => because !== '')).toBe(true);
  expect(inWords(large)).toContain('load 10.0 s (900.0 MB at 90 MB/s)');
});

test('more nodes take longer to start, and other shards are read more than once', () => {
  const three = manifestOf(300, 300, 300);
  const same = restorePromise(three, planned(Topology.cluster({ shards: 3 })));
  const five = restorePromise(three, planned(Topology.cluster({ shards: 5 })));
  const seconds = (parts: typeof same, name: string): number => parts.find(({ what }) => what === name)!.seconds;
  expect(seconds(five, 'begin')).toBeGreaterThan(seconds(same, 'begin'));
  expect(seconds(five, 'download')).toBe(2 * seconds(same, 'download'));
});
