import { Wire } from '../../../../lib/lab/link/wire';

const never = (): number => 0;

test('a byte is there after the delay, and nothing waits where nothing is limited', () => {
  const wire = new Wire(() => ({ delayMs: 30 }), never);
  expect(wire.send(1e6, 1000)).toEqual({ leftAt: 1000, arrivesAt: 1030 });
  expect(wire.send(1, 1000)).toEqual({ leftAt: 1000, arrivesAt: 1030 });
});

test('with a limit bytes leave one after the other, whoever sends them', () => {
  const wire = new Wire(() => ({ delayMs: 10, bytesPerSecond: 10_000 }), never);
  // An idle wire makes good what a late timer cost, and no more.
  const first = wire.send(1000, 0);
  const second = wire.send(1000, 0);
  expect(second.leftAt - first.leftAt).toBeCloseTo(100);
  expect(second.arrivesAt - second.leftAt).toBeCloseTo(10);
  expect(first.leftAt).toBeGreaterThanOrEqual(90);
});

test('what is lost comes a retransmission later, and more bytes are lost more often', () => {
  let rolled = 0;
  const wire = new Wire(() => ({ delayMs: 150, loss: 0.1 }), () => rolled);
  rolled = 0.89;
  expect(wire.send(1000, 0).arrivesAt).toBe(150);
  rolled = 0.91;
  expect(wire.send(1000, 0).arrivesAt).toBe(450);
  rolled = 0.5;
  // Ten packets: one in three crossings is without a loss.
  expect(wire.send(14_600, 0).arrivesAt).toBe(450);
});

test('a setting that changes counts from the next slice on', () => {
  let delayMs = 5;
  const wire = new Wire(() => ({ delayMs }), never);
  expect(wire.send(1, 0).arrivesAt).toBe(5);
  delayMs = 50;
  expect(wire.send(1, 0).arrivesAt).toBe(50);
});

test('slices of a narrow link are a packet each, and its window is small', () => {
  const narrow = new Wire(() => ({ bytesPerSecond: 20_000, delayMs: 20 }));
  expect(narrow.sliceBytes).toBe(1460);
  expect(narrow.windowBytes).toBe(65_536);
  const wide = new Wire(() => ({ bytesPerSecond: 1e9, delayMs: 100 }));
  expect(wide.sliceBytes).toBe(65_536);
  expect(wide.windowBytes).toBe(4 * 1024 * 1024);
});
