import { demo, folder, invoked } from './invoked';

const files = folder();
afterAll(() => files.remove());
const file = files.file('demo.redis-ha.json', demo);

test('no lab: status says so, down has nothing to do', async () => {
  expect(await invoked('lab', 'status', file)).toEqual({ code: 1, out: 'the lab of demo is down\n', err: '' });
  expect(JSON.parse((await invoked('lab', 'status', file, '--json')).out)).toMatchObject({ deployment: 'demo', state: 'down', nodes: [] });
  expect(await invoked('lab', 'down', file)).toEqual({ code: 0, out: 'no lab of demo was running\n', err: '' });
  expect(JSON.parse((await invoked('lab', 'down', file, '--json')).out)).toEqual({ deployment: 'demo', stopped: false });
});

test('bad input is refused before anything starts', async () => {
  expect(await invoked('lab', 'up', file, '--network', 'wifi')).toMatchObject({ code: 2, err: expect.stringContaining('--network: got "wifi"') });
  expect(await invoked('lab', 'up', file, '--timeout', 'long')).toMatchObject({ code: 2, err: expect.stringContaining('--timeout: got "long"') });
  expect(await invoked('lab', 'up', files.file('none.json'))).toMatchObject({ code: 2, err: expect.stringContaining('plan: there is no') });
  expect(await invoked('lab', 'up', file, '--directory', files.file('.')))
    .toMatchObject({ code: 2, err: expect.stringContaining('holds other files; name an empty folder') });
});
