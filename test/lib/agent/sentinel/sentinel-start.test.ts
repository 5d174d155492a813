import { sentinelStart } from '../../../../lib/agent/sentinel/sentinel-start';
import { memory, peer, situation, view } from '../situations';

describe('R10: a new Sentinel', () => {
  const fresh = { sentinelFile: undefined };

  test('of a deployment being formed begins with the bootstrap node', () => {
    expect(sentinelStart(situation({ ...fresh, marker: undefined, memory: memory({ state: 'forming' }), view: view(undefined) })))
      .toEqual({ primary: 'node-1', configEpoch: 0, currentEpoch: 0 });
  });

  test('of a formed deployment takes the majority\'s word and an epoch above every vote it may have cast', () => {
    expect(sentinelStart(situation({ ...fresh, view: view('node-3', 7), peers: { 'node-2': peer({ sentinelEpoch: 11 }) } })))
      .toEqual({ primary: 'node-3', configEpoch: 7, currentEpoch: 12 });
  });

  test('waits without a majority, and when it cannot be known whether the deployment was formed', () => {
    expect(sentinelStart(situation({ ...fresh, view: view(undefined) }))).toBeUndefined();
    expect(sentinelStart(situation({ ...fresh, marker: 'unknown' }))).toBeUndefined();
  });

  test('a file that is there is Sentinel\'s own', () => {
    expect(sentinelStart(situation())).toBeUndefined();
  });
});
