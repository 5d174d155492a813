import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Part of a template or of an answer: its shape is what the test is about. */
export type Json = any;

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | string[];
  readonly CreationPolicy?: { readonly ResourceSignal?: { readonly Count?: number; readonly Timeout?: string } };
}

/** What a deployment decides for a resource: its physical id and attributes. */
export interface Physical {
  readonly ref: string;
  readonly attributes: Record<string, string>;
}

export const ACCOUNT = '123456789012';
export const REGION = 'eu-central-1';

const PSEUDO: Record<string, string> = {
  'AWS::AccountId': ACCOUNT, 'AWS::Region': REGION, 'AWS::Partition': 'aws', 'AWS::URLSuffix': 'amazonaws.com',
};

/** A synthesized template whose references are resolved with values this machine can stand for. */
export class Template {
  readonly resources: Record<string, Resource>;
  private readonly parameters: Record<string, { Default?: string; Type: string }>;
  private readonly mappings: Record<string, Record<string, Record<string, unknown>>>;

  constructor(file: string, readonly stackName: string, private readonly physical: (id: string, resource: Resource) => Physical) {
    const json = JSON.parse(readFileSync(file, 'utf8'));
    this.resources = json.Resources;
    this.parameters = json.Parameters ?? {};
    this.mappings = json.Mappings ?? {};
  }

  ofType(type: string): [string, Resource][] {
    return Object.entries(this.resources).filter(([, resource]) => resource.Type === type);
  }

  ref(id: string): string {
    if (id === 'AWS::StackName') return this.stackName;
    if (id === 'AWS::StackId') return `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${this.stackName}/0`;
    const pseudo = PSEUDO[id];
    if (pseudo !== undefined) return pseudo;
    const parameter = this.parameters[id];
    if (parameter) {
      if (parameter.Type.startsWith('AWS::SSM::Parameter::Value<AWS::EC2::Image')) return 'ami-0000debian13';
      return parameter.Default ?? '';
    }
    return this.physical(id, this.resource(id)).ref;
  }

  attribute(id: string, name: string): string {
    const resource = this.resource(id);
    const value = this.physical(id, resource).attributes[name];
    if (value === undefined) throw new Error(`the harness has no value for ${name} of ${id} (${resource.Type})`);
    return value;
  }

  /** Properties of a resource with every intrinsic function resolved. */
  properties(id: string): Record<string, Json> {
    return this.resolve(this.resource(id).Properties ?? {}) as Record<string, Json>;
  }

  /** Ids a resource waits for, by DependsOn or by reference, of the given type and through any others. */
  dependencies(id: string, type: string): string[] {
    const found = new Set<string>();
    const seen = new Set<string>([id]);
    const visit = (from: string): void => {
      for (const next of this.direct(from)) {
        if (seen.has(next)) continue;
        seen.add(next);
        if (this.resources[next]?.Type === type) found.add(next);
        visit(next);
      }
    };
    visit(id);
    return [...found];
  }

  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(entry => this.resolve(entry)).filter(entry => entry !== undefined);
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value);
    if (entries.length === 1) {
      const [key, argument] = entries[0]!;
      if (key === 'Ref') return argument === 'AWS::NoValue' ? undefined : this.ref(argument);
      if (key.startsWith('Fn::')) return this.intrinsic(key, argument);
    }
    const resolved = entries.map(([key, entry]) => [key, this.resolve(entry)] as const);
    return Object.fromEntries(resolved.filter(([, entry]) => entry !== undefined));
  }

  private intrinsic(name: string, argument: Json): unknown {
    const list = (): Json[] => this.resolve(argument) as Json[];
    switch (name) {
      case 'Fn::GetAtt': return Array.isArray(argument)
        ? this.attribute(argument[0], argument.slice(1).join('.'))
        : this.attribute(argument.split('.')[0], argument.split('.').slice(1).join('.'));
      case 'Fn::Join': return list()[1].join(argument[0]);
      case 'Fn::Select': return list()[1][Number(argument[0])];
      case 'Fn::Split': return list()[1].split(argument[0]);
      case 'Fn::Base64': return Buffer.from(String(this.resolve(argument))).toString('base64');
      case 'Fn::GetAZs': return ['a', 'b', 'c'].map(zone => `${REGION}${zone}`);
      case 'Fn::FindInMap': {
        const [map, first, second] = list();
        return this.mappings[map]?.[first]?.[second];
      }
      case 'Fn::Sub': {
        const [text, extra] = Array.isArray(argument) ? [argument[0], this.resolve(argument[1])] : [argument, {}];
        return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal, key) => {
          if (literal) return `\${${key}}`;
          if (key in (extra as object)) return (extra as Record<string, string>)[key]!;
          const [id, ...rest] = key.split('.');
          return rest.length > 0 ? this.attribute(id, rest.join('.')) : this.ref(id);
        });
      }
      default: throw new Error(`the harness does not know ${name}`);
    }
  }

  private direct(id: string): string[] {
    const resource = this.resources[id];
    if (!resource) return [];
    const found = new Set<string>([resource.DependsOn ?? []].flat());
    const visit = (value: Json): void => {
      if (value === null || typeof value !== 'object') return;
      if (typeof value.Ref === 'string') found.add(value.Ref);
      if (Array.isArray(value['Fn::GetAtt'])) found.add(value['Fn::GetAtt'][0]);
      Object.values(value).forEach(visit);
    };
    visit(resource.Properties);
    return [...found].filter(entry => entry in this.resources);
  }

  private resource(id: string): Resource {
    const resource = this.resources[id];
    if (!resource) throw new Error(`the template has no resource ${id}`);
    return resource;
  }
}

/** Files a deployment would have uploaded: object key to the file or folder in the assembly. */
export function fileAssets(assembly: string, manifest: string): Map<string, string> {
  const assets = JSON.parse(readFileSync(join(assembly, manifest), 'utf8'));
  const found = new Map<string, string>();
  for (const file of Object.values<Json>(assets.files ?? {})) {
    for (const destination of Object.values<Json>(file.destinations)) {
      found.set(basename(destination.objectKey), join(assembly, file.source.path));
    }
  }
  return found;
}
