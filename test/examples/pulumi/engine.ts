import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as grpc from '@grpc/grpc-js';
import * as empty from 'google-protobuf/google/protobuf/empty_pb';
import * as struct from 'google-protobuf/google/protobuf/struct_pb';
import { EngineService } from '@pulumi/pulumi/proto/engine_grpc_pb';
import * as engineTypes from '@pulumi/pulumi/proto/engine_pb';
import { InvokeResponse } from '@pulumi/pulumi/proto/provider_pb';
import { ResourceMonitorService } from '@pulumi/pulumi/proto/resource_grpc_pb';
import * as monitorTypes from '@pulumi/pulumi/proto/resource_pb';
import { plain, UNKNOWN_MARK } from '../../constructs/pulumi/recorded';

const ROOT = path.join(__dirname, '../../..');
const [PROJECT, STACK] = ['example', 'dev'];

/** A resource as a program told the engine of it. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly custom: boolean;
  readonly inputs: Record<string, any>;
  readonly secrets: string[];
  readonly dependencies: string[];
  /** `<urn>::<id>`, empty for the default one. */
  readonly provider: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

/** What a program did until it ended. */
export interface Run {
  readonly code: number | null;
  readonly resources: Registered[];
  /** Of the stack, with `<unknown>` for what is not known. */
  readonly outputs: Record<string, any>;
  readonly invokes: string[];
  /** Warnings and errors. */
  readonly logged: string[];
  /** Standard output and error. */
  readonly said: string;
}

export interface RunOptions {
  /** As `pulumi preview`; otherwise as an update, in which everything is known. @default true */
  readonly dryRun?: boolean;
  /** Configuration by key, without the project's name. */
  readonly config?: Record<string, string>;
  /** Outputs of a resource besides its inputs. */
  readonly outputsOf?: (resource: Registered) => Record<string, unknown>;
  /** Answer of a function of a provider, `<urn>::<id>` or empty for the default one. @default - its arguments */
  readonly answer?: (token: string, args: Record<string, any>, provider: string) => Record<string, unknown>;
}

/**
 * Runs an unmodified program of examples/ with the SDK's own runner, against a resource monitor and an engine of this process.
 * They register and do nothing else: no provider checks or makes anything.
 *
 * @param example folder below examples/
 */
export async function run(example: string, options: RunOptions = {}): Promise<Run> {
  const { dryRun = true, config = {} } = options;
  const heard: Omit<Run, 'code' | 'said'> = { resources: [], outputs: {}, invokes: [], logged: [] };
  const server = new grpc.Server({ 'grpc.max_receive_message_length': 400 * 1024 * 1024 });
  server.addService(ResourceMonitorService, monitor(heard, { ...options, dryRun }));
  server.addService(EngineService, engine(heard.logged));
  const directory = mkdtempSync(path.join(tmpdir(), 'pulumi-run-'));
  try {
    const address = `127.0.0.1:${await bound(server)}`;
    const program = path.join(ROOT, 'examples', example, 'index.ts');
    const { code, said } = await ended([
      // The SDK takes a stack trace for every property of every resource, and tsx has each mapped to the sources.
      '--stack-trace-limit=0', '--import', 'tsx', require.resolve('@pulumi/pulumi/cmd/run'),
      '--monitor', address, '--engine', address, '--project', PROJECT,
      '--stack', STACK, '--organization', 'org', '--parallel', '8', ...(dryRun ? ['--dry-run'] : []), '--pwd', directory, program,
    ], config);
    return { ...heard, code, said };
  } finally {
    server.forceShutdown();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Resources as a preview shows them: a line each, indented below their parent, with what protects them. */
export function tree({ resources }: Run): string[] {
  const below = (parent: string, depth: number): string[] => resources.filter((resource) => resource.parent === parent)
    .flatMap((resource) => [
      `${'  '.repeat(depth)}${resource.type} ${resource.name}${resource.protect ? ' [protect]' : ''}${resource.retainOnDelete ? ' [retain]' : ''}`,
      ...below(resource.urn, depth + 1),
    ]);
  return below('', 0);
}

function monitor(heard: Omit<Run, 'code' | 'said'>, options: RunOptions): grpc.UntypedServiceImplementation {
  const answers: Record<string, (request: any) => any> = {
    supportsFeature: (request) => {
      const answer = new monitorTypes.SupportsFeatureResponse();
      answer.setHassupport(!['transforms', 'invokeTransforms', 'resourceHooks', 'errorHooks'].includes(request.getId()));
      return answer;
    },
    registerResource: (request) => {
      const resource = registered(request);
      heard.resources.push(resource);
      const answer = new monitorTypes.RegisterResourceResponse();
      answer.setUrn(resource.urn);
      answer.setId(resource.custom && !options.dryRun ? `${resource.name}-id` : '');
      answer.setObject(struct.Struct.fromJavaScript(stateOf(resource, request.getObject()?.toJavaScript() ?? {}, options)));
      return answer;
    },
    registerResourceOutputs: (request) => {
      if (/::pulumi:pulumi:Stack::/.test(request.getUrn())) {
        Object.assign(heard.outputs, plain(request.getOutputs()?.toJavaScript() ?? {}).value);
      }
      return new empty.Empty();
    },
    invoke: (request) => {
      heard.invokes.push(request.getTok());
      const args = plain(request.getArgs()?.toJavaScript() ?? {}).value;
      const answer = new InvokeResponse();
      const told = options.answer?.(request.getTok(), args, request.getProvider()) ?? args;
      answer.setReturn(struct.Struct.fromJavaScript(told as Record<string, struct.JavaScriptValue>));
      return answer;
    },
    registerPackage: (request) => {
      const answer = new monitorTypes.RegisterPackageResponse();
      answer.setRef(`package-${request.getName()}`);
      return answer;
    },
    signalAndWaitForShutdown: () => new empty.Empty(),
  };
  return service(ResourceMonitorService, answers);
}

function engine(logged: string[]): grpc.UntypedServiceImplementation {
  let root = '';
  return service(EngineService, {
    log: (request) => {
      if (request.getSeverity() >= engineTypes.LogSeverity.WARNING) {
        logged.push(request.getMessage());
      }
      return new empty.Empty();
    },
    setRootResource: (request) => {
      root = request.getUrn();
      return new engineTypes.SetRootResourceResponse();
    },
    getRootResource: () => {
      const answer = new engineTypes.GetRootResourceResponse();
      answer.setUrn(root);
      return answer;
    },
  });
}

/** Anything that is not answered is not implemented, as the SDK is told by older engines. */
function service(methods: object, answers: Record<string, (request: any) => any>): grpc.UntypedServiceImplementation {
  const entries = Object.keys(methods).map((method): [string, grpc.handleUnaryCall<any, any>] => [method, (call, callback) => {
    const answer = answers[method];
    if (!answer) {
      callback({ code: grpc.status.UNIMPLEMENTED, message: method });
      return;
    }
    try {
      callback(null, answer(call.request));
    } catch (failure) {
      callback({ code: grpc.status.INTERNAL, message: String(failure) });
    }
  }]);
  return Object.fromEntries(entries);
}

function registered(request: any): Registered {
  const { value: inputs, secrets } = plain(request.getObject()?.toJavaScript() ?? {});
  const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
  const above = parent === '' ? '' : parent.split('::')[2].replace(/^pulumi:pulumi:Stack$/, '');
  return {
    urn: `urn:pulumi:${STACK}::${PROJECT}::${above === '' ? '' : `${above}$`}${type}::${name}`,
    type, name, parent, inputs, secrets,
    custom: request.getCustom(),
    dependencies: request.getDependenciesList(),
    provider: request.getProvider(),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
  };
}

/** What a provider would add: names that nobody gave, which a preview does not know. */
function stateOf(resource: Registered, inputs: Record<string, any>, options: RunOptions): any {
  const isNameless = resource.type.startsWith('kubernetes:') && inputs.metadata?.name === undefined;
  return {
    ...inputs,
    ...(isNameless ? { metadata: { ...inputs.metadata, name: options.dryRun ? UNKNOWN_MARK : `${resource.name}-1a2b3c` } } : {}),
    ...options.outputsOf?.(resource),
  };
}

function bound(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(),
    (failure, port) => (failure ? reject(failure) : resolve(port))));
}

function ended(args: string[], config: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env, PULUMI_NODEJS_TYPESCRIPT: 'false', TSX_TSCONFIG_PATH: path.join(ROOT, 'tsconfig.json'), PULUMI_CONFIG_SECRET_KEYS: '[]',
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(Object.entries(config).map(([key, value]) => [`${PROJECT}:${key}`, value]))),
    },
    timeout: 120_000,
  });
  let said = '';
  child.stdout.on('data', (text) => { said += String(text); });
  child.stderr.on('data', (text) => { said += String(text); });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
}
