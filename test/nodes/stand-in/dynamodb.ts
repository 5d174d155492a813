import { AwsError } from './aws-error';
import { meets, updated, type AttributeValue, type ExpressionInput, type Item } from './expression';

interface Request {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
  readonly ReturnValues?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

/** Tables in memory with real conditional writes: the marker and the lock depend on them. */
export class DynamoDb {
  /** Table name to the names of its key attributes. */
  private readonly keys = new Map<string, string[]>();
  private readonly items = new Map<string, Map<string, Item>>();

  create(table: string, keys: string[]): void {
    this.keys.set(table, keys);
    this.items.set(table, new Map());
  }

  /** Every item of every table, for the test to look at. */
  dump(): Item[] {
    return [...this.items.values()].flatMap(table => [...table.values()]);
  }

  call(operation: string, request: Request): unknown {
    const table = this.items.get(request.TableName);
    const keys = this.keys.get(request.TableName);
    if (!table || !keys) throw new AwsError(400, 'ResourceNotFoundException', `no table ${request.TableName}`);
    if (operation === 'DescribeTable') return { Table: { TableName: request.TableName, TableStatus: 'ACTIVE' } };
    if (operation === 'Scan' || operation === 'Query') {
      return { Items: [...table.values()], Count: table.size, ScannedCount: table.size };
    }
    const id = JSON.stringify(keys.map(key => {
      const value = (request.Key ?? request.Item)?.[key];
      if (!value) throw new AwsError(400, 'ValidationException', `key attribute ${key} is missing`);
      return value;
    }));
    const old = table.get(id);
    if (operation === 'GetItem') return old ? { Item: old } : {};

    const input: ExpressionInput = {
      names: request.ExpressionAttributeNames ?? {},
      values: request.ExpressionAttributeValues ?? {},
    };
    if (!meets(request.ConditionExpression, old, input)) {
      const extra = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && old ? { Item: old } : {};
      throw new AwsError(400, 'ConditionalCheckFailedException', 'The conditional request failed', extra);
    }
    const before = request.ReturnValues === 'ALL_OLD' && old ? { Attributes: old } : {};
    if (operation === 'PutItem') {
      table.set(id, request.Item!);
      return before;
    }
    if (operation === 'DeleteItem') {
      table.delete(id);
      return before;
    }
    if (operation === 'UpdateItem') {
      const next = updated(request.UpdateExpression ?? '', old ?? { ...request.Key }, input);
      table.set(id, next);
      return request.ReturnValues?.endsWith('_NEW') ? { Attributes: next } : before;
    }
    throw new AwsError(400, 'UnknownOperationException', `the stand-in has no dynamodb ${operation}`);
  }
}
