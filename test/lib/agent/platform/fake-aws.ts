import { AwsCallFailed, type AwsCli } from '../../../../lib/agent/platform/aws-cli';

type Item = Record<string, { S?: string; N?: string }>;

/** As much of DynamoDB, Secrets Manager and the rest as the agent calls, with the conditions evaluated for real. */
export class FakeAws {
  public readonly calls: string[][] = [];
  public readonly table = new Map<string, Item>();
  public readonly secrets = new Map<string, string>();
  /** Answers of other calls by their first two words; a function may throw. */
  public readonly answers = new Map<string, (args: Record<string, string>) => unknown>();
  /** Every call fails while set. */
  public down = false;

  public readonly cli: AwsCli = async (args) => {
    this.calls.push(args);
    const call = args.slice(0, 2).join(' ');
    if (this.down) {
      throw new AwsCallFailed(call, '', 'Could not connect to the endpoint URL');
    }
    const options: Record<string, string> = {};
    args.forEach((arg, index) => {
      if (arg.startsWith('--')) {
        options[arg.slice(2)] = args[index + 1] ?? '';
      }
    });
    switch (call) {
      case 'secretsmanager get-secret-value':
        return { SecretString: this.secrets.get(options['secret-id']!) };
      case 'dynamodb get-item':
        return { Item: this.table.get(keyOf(options.key!)) };
      case 'dynamodb put-item': {
        const item = JSON.parse(options.item!) as Item;
        this.require(call, item.pk!.S!, options);
        this.table.set(item.pk!.S!, item);
        return undefined;
      }
      case 'dynamodb delete-item':
        this.require(call, keyOf(options.key!), options);
        this.table.delete(keyOf(options.key!));
        return undefined;
      default:
        return this.answers.get(call)?.({ ...options, last: args.at(-1)! });
    }
  };

  public called(call: string): string[][] {
    return this.calls.filter((args) => args.slice(0, 2).join(' ') === call);
  }

  private require(call: string, key: string, options: Record<string, string>): void {
    const present = this.table.get(key);
    const values = JSON.parse(options['expression-attribute-values'] ?? '{}') as Item;
    const holds = options['condition-expression']!.split(' OR ').some((term) => {
      if (term === 'attribute_not_exists(pk)') {
        return present === undefined;
      }
      const [name, comparison, value] = term.split(' ') as [string, string, string];
      const left = present?.[name];
      const right = values[value]!;
      return comparison === '=' ? left !== undefined && left.S === right.S && left.N === right.N : left?.N !== undefined && Number(left.N) < Number(right.N);
    });
    if (!holds) {
      throw new AwsCallFailed(call, 'ConditionalCheckFailedException', 'The conditional request failed');
    }
  }
}

function keyOf(text: string): string {
  return (JSON.parse(text) as Item).pk!.S!;
}
