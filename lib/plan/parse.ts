// The only module that loads ajv: the agent reads plans too and must not carry it.
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020';
import { InvalidInput } from '../model';
import { PLAN_SCHEMA_VERSION, type DeploymentPlan } from './deployment-plan';
import { withoutEmptyList } from './empty-list';
import { inconsistencyOf } from './parse-consistency';
import schema from './plan.schema.json';

/** A plan file that cannot be used. */
export class InvalidPlanFile extends InvalidInput {
  /** Where the text came from: usually the path of the file. */
  public readonly source: string;

  constructor(source: string, field: string, problem: string, fix: string) {
    super(field, problem, fix);
    this.name = 'InvalidPlanFile';
    this.source = source;
    this.message = `${source}: ${this.message}`;
  }
}

const REWRITE = 'write the plan again with the construct that made it, or with `redis-ha plan --out`';

let validate: ReturnType<Ajv2020['compile']> | undefined;

/**
 * Reads a plan that somebody wrote to a file.
 *
 * @param text content of the file
 * @param source its name, for messages
 * @throws InvalidPlanFile for text that is not JSON, a plan of a newer schema, a
 * value the schema does not allow, and a plan that contradicts itself; the
 * message names the field and the fix
 */
export function parsePlan(text: string, source: string): DeploymentPlan {
  let value: unknown;
  try {
    value = withoutEmptyList(JSON.parse(text));
  } catch (error) {
    throw new InvalidPlanFile(source, 'plan', `is not JSON (${(error as Error).message})`, REWRITE);
  }
  requireVersion(value, source);
  // Where one error explains another, ajv lists the outer one last.
  validate ??= new Ajv2020({ allErrors: false, strict: true, verbose: true }).compile(schema);
  if (!validate(value)) {
    const { field, problem, fix } = explained(validate.errors!.at(-1)!);
    throw new InvalidPlanFile(source, field, problem, fix);
  }
  const parsed = value as DeploymentPlan;
  const wrong = inconsistencyOf(parsed);
  if (wrong) {
    throw new InvalidPlanFile(source, wrong.field, wrong.problem, REWRITE);
  }
  return parsed;
}

/** First of all checks: a newer plan is newer, whatever else in it looks wrong to this version. */
function requireVersion(value: unknown, source: string): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new InvalidPlanFile(source, 'plan', `got ${shown(value)} instead of an object`, REWRITE);
  }
  const version = (value as Record<string, unknown>).schemaVersion;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new InvalidPlanFile(source, 'schemaVersion', `got ${shown(version)}; this is no deployment plan`,
      'name a file that ends in .redis-ha.json, as constructs and `redis-ha plan --out` write them');
  }
  if (version > PLAN_SCHEMA_VERSION) {
    throw new InvalidPlanFile(source, 'schemaVersion',
      `this plan has schemaVersion ${version}; this version reads up to ${PLAN_SCHEMA_VERSION}`, 'upgrade redis-ha-constructs');
  }
}

function explained(error: ErrorObject): { field: string; problem: string; fix: string } {
  const field = typed(error.instancePath);
  const member = (name: string): string => (field ? `${field}.${name}` : name);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
      return { field: member(String(params.additionalProperty)), problem: 'is not a field of a plan', fix: 'remove it, or correct its spelling' };
    case 'propertyNames':
      return { field: member(String(params.propertyName)), problem: 'is not a setting', fix: 'remove it, or correct its spelling' };
    case 'required':
      return { field: member(String(params.missingProperty)), problem: 'is missing', fix: REWRITE };
    case 'enum':
      return { field, problem: `got ${shown(error.data)}`, fix: `use one of ${(params.allowedValues as unknown[]).join(', ')}` };
    default:
      return { field: field || 'plan', problem: `got ${shown(error.data)}`, fix: `it ${error.message ?? 'is not allowed'}` };
  }
}

/** `/nodes/0/roles` as people write it: `nodes[0].roles`. */
function typed(pointer: string): string {
  return pointer.split('/').slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : path ? `${path}.${step}` : step), '');
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
