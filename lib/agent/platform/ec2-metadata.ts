/** The instance metadata service, version 2. */
export interface InstanceMetadata {
  /** Value under `latest/meta-data/`, undefined when there is none. */
  get(path: string): Promise<string | undefined>;
}

const TOKEN_SECONDS = 21_600;

export function instanceMetadata(endpoint = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? 'http://169.254.169.254'): InstanceMetadata {
  let token = '';
  const ask = async (path: string): Promise<Response> => {
    token ||= await fetch(`${endpoint}/latest/api/token`, {
      method: 'PUT', headers: { 'X-aws-ec2-metadata-token-ttl-seconds': String(TOKEN_SECONDS) }, signal: AbortSignal.timeout(3000),
    }).then((answer) => answer.text());
    return fetch(`${endpoint}/latest/meta-data/${path}`, {
      headers: { 'X-aws-ec2-metadata-token': token }, signal: AbortSignal.timeout(3000),
    });
  };
  return {
    async get(path) {
      let answer = await ask(path);
      if (answer.status === 401) { // the token has expired
        token = '';
        answer = await ask(path);
      }
      if (answer.status === 404) {
        return undefined;
      }
      if (!answer.ok) {
        throw new Error(`instance metadata: ${path} answered ${answer.status}`);
      }
      return (await answer.text()).trim();
    },
  };
}
