/** What must and may stand in a step of an action, and what it gives to later ones. */
interface Action {
  readonly required: string[];
  readonly optional: string[];
  readonly outputs: string[];
  /** Takes whatever the API takes, too, and gives what the step says. */
  readonly api?: true;
}

const ACTIONS: Record<string, Action> = {
  'aws:branch': { required: ['Choices'], optional: ['Default'], outputs: [] },
  'aws:approve': {
    required: ['Approvers'], optional: ['Message', 'MinRequiredApprovals', 'NotificationArn'], outputs: ['ApprovalStatus'],
  },
  'aws:runCommand': {
    required: ['DocumentName', 'InstanceIds', 'Parameters'], optional: ['Comment', 'TimeoutSeconds'],
    outputs: ['CommandId', 'Status', 'ResponseCode', 'Output'],
  },
  'aws:executeAwsApi': { required: ['Service', 'Api'], optional: [], outputs: [], api: true },
};

const OF_STEP = [
  'name', 'action', 'description', 'inputs', 'outputs', 'onFailure', 'isEnd', 'nextStep', 'timeoutSeconds', 'maxAttempts',
  'isCritical',
];
const OF_DOCUMENT = ['schemaVersion', 'description', 'assumeRole', 'parameters', 'mainSteps', 'outputs'];
const OF_PARAMETER = ['type', 'description', 'default', 'allowedValues', 'allowedPattern'];
const TYPES = ['String', 'StringList', 'Boolean', 'Integer', 'StringMap', 'MapList', 'AWS::IAM::Role::Arn'];

/**
 * What Systems Manager would refuse about an Automation document, or would stop at in the middle of an execution.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
 */
export function problemsOf(document: any): string[] {
  const steps: any[] = document.mainSteps;
  const problems = [
    ...(document.schemaVersion === '0.3' ? [] : [`schemaVersion is ${document.schemaVersion}`]),
    ...unknown('the document', document, OF_DOCUMENT),
    ...Object.entries(document.parameters).flatMap(([name, parameter]) => parameterProblems(name, parameter)),
    ...steps.flatMap((step) => stepProblems(step)),
    ...flowProblems(steps),
    ...referenceProblems(document),
  ];
  const names = steps.map(({ name }) => name as string);
  return [...problems, ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is there twice`)];
}

function unknown(where: string, what: object, known: string[]): string[] {
  return Object.keys(what).filter((key) => !known.includes(key)).map((key) => `${where} has ${key}`);
}

function parameterProblems(name: string, parameter: any): string[] {
  const { type, default: byDefault, allowedValues, allowedPattern } = parameter;
  const refused = byDefault !== undefined
    && (allowedValues?.includes(byDefault) === false || (allowedPattern && !new RegExp(allowedPattern).test(byDefault)));
  return [
    ...unknown(`parameter ${name}`, parameter, OF_PARAMETER),
    ...(TYPES.includes(type) ? [] : [`parameter ${name} is a ${type}`]),
    ...(refused ? [`the default of ${name} is not allowed`] : []),
  ];
}

function stepProblems(step: any): string[] {
  const action = ACTIONS[step.action];
  if (!action) {
    return [`${step.name} does ${step.action}`];
  }
  const goesOn = (step.onFailure ?? step.isEnd ?? step.nextStep) !== undefined;
  const lists = Object.values((step.inputs.Parameters ?? {}) as object).every((value) => Array.isArray(value));
  return [
    ...(/^[a-zA-Z0-9_]{3,128}$/.test(step.name) ? [] : [`${step.name} is no name`]),
    ...unknown(step.name, step, OF_STEP),
    ...action.required.filter((input) => step.inputs[input] === undefined).map((input) => `${step.name} lacks ${input}`),
    ...(action.api ? [] : unknown(`${step.name}.inputs`, step.inputs, [...action.required, ...action.optional])),
    ...(action.api || !step.outputs ? [] : [`${step.name} declares outputs`]),
    ...(step.action === 'aws:branch' && goesOn ? [`${step.name} branches and goes on`] : []),
    ...(lists ? [] : [`${step.name} gives no lists`]),
    ...(/undefined|null|\[object/.test(JSON.stringify(step)) ? [`${step.name} holds nothing`] : []),
  ];
}

/** Where a step may go on to. */
function next(steps: any[], index: number): string[] {
  const { action, inputs, onFailure, isEnd, nextStep } = steps[index];
  const [, failing] = /^step:(.*)/.exec(onFailure ?? '') ?? [];
  const names: (string | undefined)[] = action === 'aws:branch'
    ? [...inputs.Choices.map(({ NextStep }: any) => NextStep as string), inputs.Default]
    : [failing, isEnd ? undefined : nextStep ?? steps[index + 1]?.name];
  return names.filter((name) => name !== undefined);
}

function flowProblems(steps: any[]): string[] {
  const names = steps.map(({ name }) => name as string);
  const lost = steps.flatMap(({ name, onFailure }, index) => [
    ...next(steps, index).filter((to) => !names.includes(to)).map((to) => `${name} goes on to ${to}, which is not there`),
    ...(/^(Abort|Continue|step:\w+)$/.test(onFailure ?? 'Abort') ? [] : [`${name} does ${onFailure} when it fails`]),
  ]);
  const reached = new Set([names[0]!]);
  // A set that grows while it is gone through: each step once.
  for (const name of reached) {
    next(steps, names.indexOf(name)).filter((to) => names.includes(to)).forEach((to) => reached.add(to));
  }
  return [...lost, ...names.filter((name) => !reached.has(name)).map((name) => `nothing leads to ${name}`)];
}

/** Every `{{ }}` is a parameter, something of the execution, or what an earlier step has given; every parameter is asked for. */
function referenceProblems({ parameters, mainSteps, outputs = [], assumeRole }: any): string[] {
  const used = new Set<string>();
  const given = new Set<string>();
  const of = (where: string, what: unknown): string[] => {
    const names = [...JSON.stringify(what).matchAll(/\{\{\s*(.*?)\s*\}\}/g)].map(([, name]) => name!);
    names.forEach((name) => used.add(name));
    return names.filter((name) => !Object.hasOwn(parameters, name) && !given.has(name) && name !== 'automation:EXECUTION_ID')
      .map((name) => `${where} asks for ${name}`);
  };
  const problems = of('assumeRole', assumeRole);
  for (const { name, action, inputs, outputs: own = [] } of mainSteps) {
    problems.push(...of(name, inputs));
    const outputsOfStep: string[] = [...(ACTIONS[action]?.outputs ?? []), ...own.map(({ Name }: any) => Name as string)];
    outputsOfStep.forEach((output) => given.add(`${name}.${output}`));
  }
  return [
    ...problems,
    ...outputs.filter((output: string) => !given.has(output)).map((output: string) => `no step gives ${output}`),
    ...Object.keys(parameters).filter((name) => !used.has(name)).map((name) => `nothing asks for ${name}`),
  ];
}
