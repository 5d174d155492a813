/** What matters about a deployment, whatever framework made it: title of a fact to its value, real ids as `<Kind>`. */
export type Facts = Record<string, unknown>;

/** Titles of the facts that are not the same, or that only one side has. Resources are registered in any order. */
export function differences(one: Facts, other: Facts): string[] {
  const titles = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return titles.filter((title) => inOrder(one[title]) !== inOrder(other[title])).sort();
}

function inOrder(value: unknown): string {
  return Array.isArray(value) ? value.map(text).sort().join('\n') : text(value);
}

/** Keys in order, nothing that is undefined. */
export function text(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (member && typeof member === 'object' && !Array.isArray(member)
    ? Object.fromEntries(Object.entries(member).filter(([, inner]) => inner !== undefined).sort(([a], [b]) => a.localeCompare(b)))
    : member)) ?? 'nothing';
}

/** ARNs of things of the deployment's own are the things. */
export function withoutArns(words: string): string {
  return words.replace(/arn:aws:[a-z0-9-]*:[a-z0-9-]*:[0-9]*:(?:[a-z-]+[/:])?(<\w+>)/g, '$1');
}

/** An object is named by its digest and in another bucket: only that it is one is the same. */
export function withoutObjects(words: string): string {
  return words.replace(/(arn:aws:s3:::cdk-[a-z0-9-]+|<Bucket>)\/[0-9a-f]{64}[/.][a-z.-]+$/, '<object>');
}

/** A rule of a security group. */
export function rule(whose: string, from: number, to: number, peer: string, why: string): string {
  return `${whose} ${from}-${to} ${peer}: ${why}`;
}

/** A policy by the ids of its statements. */
export function statements(whose: string, document: { Statement: any[] }): Facts {
  const list = (value: unknown): unknown[] => [value].flat().map((member) => (typeof member === 'string' ? withoutObjects(withoutArns(member)) : member)).sort();
  return Object.fromEntries(document.Statement.map(({ Sid, Effect, Action, Resource, Condition }) => [
    `IAM of ${whose}: ${Sid}`, { Effect, Action: list(Action), Resource: list(Resource), Condition: conditions(Condition) },
  ]));
}

function conditions(condition: Record<string, Record<string, unknown>> | undefined): unknown {
  return condition && Object.fromEntries(Object.entries(condition).map(([operator, operands]) => [operator,
    Object.fromEntries(Object.entries(operands).map(([key, value]) => [key, [value].flat().sort()]))]));
}

/** A boot script without what only CloudFormation has, and that part of it. */
export function script(userData: string): { rest: string; signals: string[] } {
  const signals: string[] = [];
  const rest = userData
    .replace(/^(STACK|RESOURCE)='.*'$/gm, (line) => {
      signals.push(line.split('=')[1] === '\'\'' ? 'none' : line.split('=')[0]!);
      return '';
    })
    .replace(/"(stackName|signalResource)":"[^"]*",/g, '');
  return { rest: withoutArns(rest), signals };
}
