/** DynamoDB attribute values, as they travel: `{ S: 'x' }`, `{ N: '1' }`, `{ BOOL: true }`... */
export type AttributeValue = Record<string, unknown>;
export type Item = Record<string, AttributeValue>;

export interface ExpressionInput {
  readonly names: Record<string, string>;
  readonly values: Record<string, AttributeValue>;
}

type Comparable = string | number | boolean | undefined;

const TOKEN = /\s*(<>|<=|>=|[()=<>,+-]|[#:]?[A-Za-z_][A-Za-z0-9_.]*)/y;

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`DynamoDB expression "${text}": not understood at ${at}`);
    tokens.push(match[1]!);
  }
  return tokens;
}

/** Recursive descent over the part of DynamoDB's expression language that locks and markers need. */
class Parser {
  private at = 0;
  private readonly tokens: string[];

  constructor(text: string, private readonly item: Item, private readonly input: ExpressionInput) {
    this.tokens = tokenize(text);
  }

  condition(): boolean {
    const result = this.or();
    if (this.at < this.tokens.length) throw new Error(`DynamoDB expression: unexpected "${this.tokens[this.at]}"`);
    return result;
  }

  update(): Item {
    const next: Item = { ...this.item };
    while (this.at < this.tokens.length) {
      const clause = this.take().toUpperCase();
      do {
        const name = this.name(this.take());
        if (clause === 'REMOVE') delete next[name];
        else if (clause === 'SET') {
          this.expect('=');
          next[name] = this.sum();
        } else if (clause === 'ADD') {
          next[name] = number(amount(next[name]) + amount(this.operand()));
        } else throw new Error(`DynamoDB update expression: clause ${clause} is not in this stand-in`);
      } while (this.accept(','));
    }
    return next;
  }

  private or(): boolean {
    let result = this.and();
    while (this.accept('OR')) result = [this.and(), result].some(Boolean);
    return result;
  }

  private and(): boolean {
    let result = this.not();
    while (this.accept('AND')) result = [this.not(), result].every(Boolean);
    return result;
  }

  private not(): boolean {
    if (this.accept('NOT')) return !this.not();
    if (this.accept('(')) {
      const result = this.or();
      this.expect(')');
      return result;
    }
    return this.comparison();
  }

  private comparison(): boolean {
    const word = this.tokens[this.at] ?? '';
    if (['attribute_exists', 'attribute_not_exists', 'begins_with'].includes(word)) {
      this.take();
      this.expect('(');
      const value = this.item[this.name(this.take())];
      let result = (value !== undefined) === (word !== 'attribute_not_exists');
      if (word === 'begins_with') {
        this.expect(',');
        result = String(comparable(value)).startsWith(String(comparable(this.operand())));
      }
      this.expect(')');
      return result;
    }
    const left = comparable(this.operand());
    if (this.accept('BETWEEN')) {
      const low = comparable(this.operand());
      this.expect('AND');
      return holds(left, '>=', low) && holds(left, '<=', comparable(this.operand()));
    }
    if (this.accept('IN')) {
      this.expect('(');
      let found = false;
      do found = comparable(this.operand()) === left || found; while (this.accept(','));
      this.expect(')');
      return found;
    }
    return holds(left, this.take(), comparable(this.operand()));
  }

  private sum(): AttributeValue {
    const left = this.operand();
    if (this.accept('+')) return number(amount(left) + amount(this.operand()));
    if (this.accept('-')) return number(amount(left) - amount(this.operand()));
    return left ?? {};
  }

  private operand(): AttributeValue | undefined {
    const token = this.take();
    if (token.startsWith(':')) {
      const value = this.input.values[token];
      if (!value) throw new Error(`DynamoDB expression: no value for ${token}`);
      return value;
    }
    if (token === 'if_not_exists') {
      this.expect('(');
      const value = this.item[this.name(this.take())];
      this.expect(',');
      const fallback = this.operand();
      this.expect(')');
      return value ?? fallback;
    }
    return this.item[this.name(token)];
  }

  private name(token: string): string {
    if (!token.startsWith('#')) return token;
    const name = this.input.names[token];
    if (!name) throw new Error(`DynamoDB expression: no name for ${token}`);
    return name;
  }

  private take(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Error('DynamoDB expression ends too early');
    return token;
  }

  private accept(word: string): boolean {
    if ((this.tokens[this.at] ?? '').toUpperCase() !== word) return false;
    this.at++;
    return true;
  }

  private expect(word: string): void {
    if (!this.accept(word)) throw new Error(`DynamoDB expression: expected "${word}", got "${this.tokens[this.at]}"`);
  }
}

function comparable(value: AttributeValue | undefined): Comparable {
  if (!value) return undefined;
  if ('N' in value) return Number(value.N);
  return (value.S ?? value.BOOL) as Comparable;
}

function amount(value: AttributeValue | undefined): number {
  return Number(comparable(value) ?? 0);
}

function number(value: number): AttributeValue {
  return { N: String(value) };
}

function holds(left: Comparable, operator: string, right: Comparable): boolean {
  if (operator === '=') return left === right;
  if (operator === '<>') return left !== right;
  // As in DynamoDB, ordering between a missing attribute or different types is false, not an error.
  if (left === undefined || right === undefined || typeof left !== typeof right) return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  if (operator === '>=') return left >= right;
  throw new Error(`DynamoDB expression: operator "${operator}" is not in this stand-in`);
}

export function meets(condition: string | undefined, item: Item | undefined, input: ExpressionInput): boolean {
  return condition === undefined || new Parser(condition, item ?? {}, input).condition();
}

export function updated(expression: string, item: Item, input: ExpressionInput): Item {
  return new Parser(expression, item, input).update();
}
