import { firstRecord, patient, type Witness } from '../../../lib/region';

const record = firstRecord('demo', 'region-1', '2026-01-01T00:00:00Z', 'test');

function failing(times: number): Witness & { reads: number } {
  const witness = {
    reads: 0,
    read: () => {
      witness.reads += 1;
      return witness.reads <= times ? Promise.reject(new Error(`silent ${witness.reads}`)) : Promise.resolve(record);
    },
    create: () => Promise.reject(new Error('not known')),
  };
  return witness;
}

test('a read that fails is tried again, so often and no more', async () => {
  const twice = failing(2);
  expect(await patient(twice, 3, 1).read(1)).toEqual(record);
  expect(twice.reads).toBe(3);
  const always = failing(9);
  await expect(patient(always, 3, 1).read(1)).rejects.toThrow('silent 3');
  expect(always.reads).toBe(3);
});

test('that there is none is an answer', async () => {
  const witness: Witness = { read: jest.fn().mockResolvedValue(undefined), create: () => Promise.resolve(record) };
  expect(await patient(witness, 3, 1).read(1)).toBeUndefined();
  expect(witness.read).toHaveBeenCalledTimes(1);
});

test('creating is not repeated: whether it stands is unknown', async () => {
  await expect(patient(failing(0), 3, 1).create(record)).rejects.toThrow('not known');
});
