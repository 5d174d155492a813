import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import schema from '../../../lib/plan/plan.schema.json';
import { Transport } from '../../../lib/model';
import { plan, PLAN_SCHEMA_VERSION } from '../../../lib/plan';
import { MAX_MEMORY_POLICIES } from '../../../lib/plan/setting-values';
import { demoSpec, WARM } from './specs';

interface Property {
  readonly type?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly items?: { readonly $ref?: string; readonly type?: string };
}

interface Shape {
  readonly properties: Record<string, Property>;
  readonly required: string[];
  readonly additionalProperties: boolean;
}

const shapes: Record<string, Shape> = { DeploymentPlan: schema, ...(schema.$defs as unknown as Record<string, Shape>) };

/** Every member of the interfaces in those files: interface to member to its type as written. */
function interfacesOf(...files: string[]): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  for (const file of files) {
    const full = path.join(__dirname, '../../../lib', file);
    const source = ts.createSourceFile(full, readFileSync(full, 'utf8'), ts.ScriptTarget.ES2022, true);
    source.forEachChild((child) => {
      if (ts.isInterfaceDeclaration(child)) {
        found[child.name.text] = Object.fromEntries(child.members.filter(ts.isPropertySignature)
          .map((member) => [member.name.getText() + (member.questionToken ? '?' : ''), member.type!.getText()]));
      }
    });
  }
  return found;
}

const interfaces = interfacesOf('plan/deployment-plan.ts', 'model/settings.ts');

/** Members a plan may leave out; every other one is required. */
const OPTIONAL = [
  'DeploymentPlan.tls', 'DeploymentPlan.regionChange', 'PlanRegion.failureDomains', 'PlanRegion.nodes', 'PlanNode.dormant', 'PlanNode.shard', 'PlanPorts.bus', 'PlanPorts.redisTls', 'PlanPorts.sentinelTls', 'PlanBalance.window',
  'PlanBalance.preferredDomain', 'PlanBalanceWindow.day',
];

test('every shape of the schema is an interface with the same members, all required but those that are named here', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    const left = (member: string): boolean => OPTIONAL.includes(`${name}.${member}`);
    const members = Object.keys(shape.properties).sort();
    expect([name, members.map((member) => (left(member) ? `${member}?` : member)).sort()])
      .toEqual([name, Object.keys(interfaces[name]!).sort()]);
    expect([...shape.required].sort()).toEqual(members.filter((member) => !left(member)));
    expect(shape.additionalProperties).toBe(false);
  }
});

test('every member has the type of the interface', () => {
  const written = (property: Shape['properties'][string]): string => {
    const name = (ref?: string): string | undefined => ref?.replace('#/$defs/', '');
    return name(property.$ref)
      ?? (property.items ? `${name(property.items.$ref) ?? property.items.type}[]` : property.type ?? 'number');
  };
  const simple = (type: string): string => type.replace(/^(NodeRole|Severity|TopologyKind|BalanceWhen|'[a-z]+'( \| '[a-z]+')*)(?=\W|$)/, 'string');
  for (const [name, shape] of Object.entries(shapes)) {
    for (const [member, property] of Object.entries(shape.properties)) {
      const expected = ['reasons', 'parts'].includes(member) ? 'object' : simple((interfaces[name]![member] ?? interfaces[name]![`${member}?`])!);
      expect([name, member, written(property).replace('integer', 'number')]).toEqual([name, member, expected]);
    }
  }
});

test('every interface a plan is made of is in the schema', () => {
  const reached = new Set(['DeploymentPlan']);
  for (const name of reached) {
    for (const type of Object.values(interfaces[name]!)) {
      for (const other of Object.keys(interfaces).filter((candidate) => new RegExp(`\\b${candidate}\\b`).test(type))) {
        reached.add(other);
      }
    }
  }
  expect([...reached].sort()).toEqual(Object.keys(shapes).sort());
});

test('every key of a plan is in the schema, and every key of the schema in a plan', () => {
  const fullest = plan(demoSpec({ transport: Transport.TLS, replicaRegion: WARM }));
  expect(Object.keys(fullest).sort()).toEqual(Object.keys(schema.properties).sort());
  expect(Object.keys(plan(demoSpec()).settings).sort()).toEqual(Object.keys(schema.$defs.Settings.properties).sort());
});

test('constants agree with the code', () => {
  expect(schema.properties.schemaVersion.const).toBe(PLAN_SCHEMA_VERSION);
  expect(schema.$defs.Settings.properties.maxMemoryPolicy.enum).toEqual(MAX_MEMORY_POLICIES);
});

test('every member says what it is', () => {
  for (const shape of Object.values(shapes)) {
    for (const [member, property] of Object.entries(shape.properties)) {
      expect([member, property.description ?? property.$ref]).toEqual([member, expect.stringMatching(/.{5}/)]);
    }
  }
});
