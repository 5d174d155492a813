import { Slowness } from '../../../lib/lab/slowness';

beforeEach(() => { jest.useFakeTimers(); });
afterEach(() => { jest.useRealTimers(); });

test('stopped for a while, let run for a moment, again and again; the end always lets it run', () => {
  const sent: string[] = [];
  const slowness = new Slowness((signal) => sent.push(signal));
  slowness.begin(500);
  expect(sent).toEqual(['SIGSTOP']);
  jest.advanceTimersByTime(499);
  expect(sent).toEqual(['SIGSTOP']);
  jest.advanceTimersByTime(1);
  expect(sent).toEqual(['SIGSTOP', 'SIGCONT']);
  jest.advanceTimersByTime(60);
  expect(sent).toEqual(['SIGSTOP', 'SIGCONT', 'SIGSTOP']);
  slowness.end();
  expect(sent.at(-1)).toBe('SIGCONT');
  jest.advanceTimersByTime(5000);
  expect(sent).toHaveLength(4);
  slowness.end();
  expect(sent).toHaveLength(4);
});
