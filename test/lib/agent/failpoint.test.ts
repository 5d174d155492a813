import { failpoint, FAILPOINT_VARIABLE } from '../../../lib/agent/failpoint';

afterEach(() => { delete process.env[FAILPOINT_VARIABLE]; jest.restoreAllMocks(); });

test('dies at the step that was asked for and at no other', () => {
  const kill = jest.spyOn(process, 'kill').mockImplementation(() => true);
  failpoint('here');
  process.env[FAILPOINT_VARIABLE] = 'there';
  failpoint('here');
  expect(kill).not.toHaveBeenCalled();
  failpoint('there');
  expect(kill.mock.calls).toEqual([[process.pid, 'SIGKILL']]);
});
