import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Names, Stage, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InvalidInput } from '../../lib/model';
import { canonicalJson, type DeploymentPlan } from '../../lib/plan';

/**
 * Writes the plan beside the template, in the constructor as asset staging does.
 * The name is unique in the assembly; the same plan gives the same bytes.
 *
 * @returns the file's path
 * @throws InvalidInput when a value is only known at deployment
 */
export function writePlanFile(scope: Construct, plan: DeploymentPlan): string {
  rejectTokens(plan, 'plan');
  const stage = Stage.of(scope);
  if (!stage) {
    throw new Error('a Redis deployment must be inside an App or a Stage, so that its plan can be written beside the template');
  }
  mkdirSync(stage.outdir, { recursive: true });
  const file = join(stage.outdir, `${Names.uniqueId(scope)}.redis-ha.json`);
  writeFileSync(file, canonicalJson(plan));
  return file;
}

/** SHA-256 of a file, hexadecimal. */
export function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function rejectTokens(value: unknown, path: string): void {
  if (Token.isUnresolved(value)) {
    throw new InvalidInput(path, 'its value is only known at deployment, and a plan must be readable without one', 'give a literal value');
  }
  if (value && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) {
      rejectTokens(member, `${path}.${key}`);
    }
  }
}
