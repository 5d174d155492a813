import { coordination } from '../../../../constructs/pulumi/aws/coordination';
import { placeOf } from '../../../../constructs/pulumi/aws/place';
import { ownOptions, part } from './parts';

test('a table of its own is kept, protected, and refuses to be deleted', async () => {
  const told = await part(() => {
    const options = ownOptions();
    return { ...coordination('cache', undefined, placeOf(options.parent), options) };
  });
  const table = told.named('cache-coordination-table');
  expect(table.options).toMatchObject({ retainOnDelete: true, protect: true });
  expect(table.inputs).toMatchObject({
    hashKey: 'pk', deletionProtectionEnabled: true, pointInTimeRecovery: { enabled: true }, serverSideEncryption: { enabled: true },
  });
  expect(told.outputs.tableArn).toBe('arn:aws:dynamodb:eu-central-1:123456789012:cache-coordination-table');
});

test('one that may go lets itself be deleted', async () => {
  const told = await part(() => {
    const options = { ...ownOptions(), kept: {} };
    coordination('cache', undefined, placeOf(options.parent), options);
  });
  expect(told.named('cache-coordination-table')).toMatchObject({
    inputs: { deletionProtectionEnabled: false }, options: { retainOnDelete: false, protect: false },
  });
});

test('the table of an earlier life is taken as it is', async () => {
  const told = await part(() => {
    const options = ownOptions();
    return { ...coordination('cache', 'former', placeOf(options.parent), options) };
  });
  expect(told.outputs).toEqual({ tableName: 'former', tableArn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/former' });
  expect(told.ofType('aws:dynamodb/table:Table')).toEqual([]);
});
