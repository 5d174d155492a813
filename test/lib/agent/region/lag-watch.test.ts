import { LagWatch } from '../../../../lib/agent/region/lag-watch';
import { linked, primary } from '../situations';
import { leading, standby, upstream } from './region-situations';

const at = (now: number, there: number | undefined, here: number, over = {}) => standby({
  now, redis: linked('node-1', { offset: here, ...over }),
  remote: there === undefined ? {} : { 'node-1': upstream({ redis: primary({ replicationId: 's', offset: there }) }) },
});

function lag(...situations: ReturnType<typeof at>[]) {
  const watch = new LagWatch();
  situations.forEach((situation) => watch.look(situation));
  return watch.get();
}

test('R14: with everything the primary has it is not behind', () => {
  expect(lag(at(1000, 500, 500))).toEqual({ seconds: 0, bytes: 0 });
});

test('R14: behind since the primary was first seen to be further, until it has that', () => {
  expect(lag(at(1000, 500, 500), at(2000, 900, 500), at(5000, 1500, 500))).toEqual({ seconds: 3, bytes: 1000 });
  expect(lag(at(1000, 500, 500), at(2000, 900, 500), at(5000, 1500, 1000), at(6000, 1500,
    1500))).toEqual({ seconds: 0, bytes: 0 });
});

test('R14: while it hears nothing the lag is the silence, and nobody knows how many bytes', () => {
  expect(lag(at(1000, 500, 500), at(9000, undefined, 500, { linkUp: false, staleSeconds: 8 }))).toEqual({ seconds: 8 });
});

test('R14: only who follows the active region itself has a lag', () => {
  expect(lag(standby({ redis: linked('r2-node-2') }))).toBeUndefined();
  expect(lag(leading())).toBeUndefined();
});
