import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import * as grpc from '@grpc/grpc-js';
import { Struct } from 'google-protobuf/google/protobuf/struct_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';

// The protocol's modules are JavaScript without types that could be imported.
const load = createRequire(__filename);
const proto = (name: string): any => load(`@pulumi/pulumi/proto/${name}`);
const [provider, providerServices, resource, resourceServices, engine, engineServices] = [
  'provider_pb', 'provider_grpc_pb', 'resource_pb', 'resource_grpc_pb', 'engine_pb', 'engine_grpc_pb',
].map(proto);

/** What the plugin asked to be made. */
export interface Asked {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly inputs: Record<string, any>;
  readonly protect: boolean;
}

/** What the engine puts in the place of an output: with a value or, while nobody knows it, without. */
export function outputValue(value?: unknown): Record<string, any> {
  const signature = { '4dabf18193072939515e22adb298388d': 'd0e6a833031e9bbcd3f4e8bde6ca49a4' };
  return value === undefined ? signature : { ...signature, value };
}

/** A plugin that runs, and the engine it talks to. */
export interface RunningPlugin {
  readonly asked: Asked[];
  schema(): Promise<any>;
  /** @returns URN and outputs; rejects as the plugin refuses */
  construct(type: string, name: string, inputs: Record<string, any>, preview?: boolean): Promise<{ urn: string; outputs: any }>;
  end(): Promise<void>;
}

/** Answers of the providers below. */
export type Answer = (token: string, inputs: Record<string, any>) => Record<string, any>;
export type Outputs = (resource: { type: string; name: string; inputs: Record<string, any> }) => Record<string, any>;

/** Starts the plugin as the engine does, without the CLI. */
export async function startPlugin(folder: string, answer: Answer, outputsOf: Outputs): Promise<RunningPlugin> {
  const asked: Asked[] = [];
  const server = new grpc.Server({ 'grpc.max_receive_message_length': 64 * 1024 * 1024 });
  const { ResourceMonitorService } = resourceServices;
  server.addService(ResourceMonitorService, complete(ResourceMonitorService, monitor(asked, answer, outputsOf)));
  server.addService(engineServices.EngineService, complete(engineServices.EngineService, {}));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const address = `127.0.0.1:${port}`;
  const child = spawn(process.execPath, [load.resolve('@pulumi/pulumi/cmd/run-plugin'), folder, address], {
    cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PULUMI_NODEJS_TYPESCRIPT: 'true' },
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => { said += data.toString(); });
  const gone = new Promise<void>((resolve) => { child.on('exit', () => resolve()); });
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
    server.forceShutdown();
  };
  try {
    const own = await new Promise<string>((resolve, reject) => {
      let out = '';
      child.stdout.on('data', (data: Buffer) => {
        out += data.toString();
        const [, found] = /^(\d+)\n/m.exec(out) ?? [];
        if (found) {
          resolve(found);
        }
      });
      void gone.then(() => reject(new Error(`the plugin ended: ${said}`)));
    });
    const client = new providerServices.ResourceProviderClient(`127.0.0.1:${own}`, grpc.credentials.createInsecure());
    const call = (method: string, request: any): Promise<any> => new Promise((resolve, reject) => {
      client[method](request, (error: grpc.ServiceError | null, response: any) =>
        (error ? reject(new Error(`${error.details}\n${said}`)) : resolve(response)));
    });
    return {
      asked, end,
      schema: async () => JSON.parse((await call('getSchema', new provider.GetSchemaRequest())).getSchema()),
      construct: async (type, name, inputs, preview = false) => {
        const request = new provider.ConstructRequest();
        request.setProject('project');
        request.setStack('stack');
        request.setParallel(4);
        request.setDryrun(preview);
        request.setMonitorendpoint(address);
        request.setType(type);
        request.setName(name);
        request.setInputs(Struct.fromJavaScript(inputs));
        const response = await call('construct', request);
        return { urn: response.getUrn(), outputs: response.getState().toJavaScript() };
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

type Handler = (call: any, done: (error: unknown, response?: unknown) => void) => void;

function monitor(asked: Asked[], answer: Answer, outputsOf: Outputs): Record<string, Handler> {
  return {
    supportsFeature: ({ request }, done) => {
      const response = new resource.SupportsFeatureResponse();
      response.setHassupport(!['transforms', 'invokeTransforms', 'resourceHooks', 'errorHooks'].includes(request.getId()));
      done(null, response);
    },
    getDeploymentInfo: (_, done) => done({ code: grpc.status.UNIMPLEMENTED }),
    invoke: ({ request }, done) => {
      const response = new provider.InvokeResponse();
      response.setReturn(Struct.fromJavaScript(answer(request.getTok(), request.getArgs()?.toJavaScript() ?? {}) as any));
      done(null, response);
    },
    registerPackage: ({ request }, done) => {
      const response = new resource.RegisterPackageResponse();
      response.setRef(`reference of ${request.getName()}`);
      done(null, response);
    },
    registerResource: ({ request }, done) => {
      const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
      const inputs = request.getObject()?.toJavaScript() ?? {};
      asked.push({ type, name, parent: parent.split('::').at(-1), inputs, protect: request.getProtect() });
      const response = new resource.RegisterResourceResponse();
      const above = parent ? `${parent.split('::')[2]}$` : '';
      response.setUrn(`urn:pulumi:stack::project::${above}${type}::${name}`);
      response.setId(request.getCustom() ? `${name}-id` : '');
      const madeUp = request.getCustom() ? outputsOf({ type, name, inputs }) : {};
      response.setObject(Struct.fromJavaScript({ ...inputs, ...madeUp }));
      done(null, response);
    },
  };
}

/** Methods that nobody asked to do something say that they have. */
function complete(service: Record<string, unknown>, handlers: Record<string, Handler>): any {
  const nothing = (method: string): unknown => new (method === 'getRootResource' ? engine.GetRootResourceResponse : Empty)();
  return Object.fromEntries(Object.keys(service).map((method): [string, Handler] =>
    [method, handlers[method] ?? ((_, done) => done(null, nothing(method)))]));
}
