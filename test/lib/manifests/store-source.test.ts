import { ObjectStore, StoreIdentity, type S3StoreOptions } from '../../../lib/manifests';

const ROLE = 'arn:aws:iam::123456789012:role/backups';
const store = (more: Partial<S3StoreOptions> = {}): ReturnType<ObjectStore['_bind']> =>
  ObjectStore.s3({ bucket: 'backups', region: 'eu-west-1', identity: StoreIdentity.podIdentity(), ...more })._bind();

test('the bucket of a region, reached on the store\'s port', () => {
  expect(store()).toMatchObject({
    url: 's3://backups', region: 'eu-west-1', access: { environment: { AWS_REGION: 'eu-west-1' }, port: 443, podIdentity: true },
  });
  expect(store()).not.toHaveProperty('endpoint');
});

test('slashes around a prefix say nothing', () => {
  expect(store({ prefix: '/prod/redis/' }).url).toBe('s3://backups/prod/redis');
});

test.each([['http://minio.storage:9000', 9000], ['http://minio.storage', 80], ['https://ceph.example/', 443]])('%s is reached on its port', (endpoint, port) => {
  expect(store({ endpoint })).toMatchObject({ endpoint, access: { port, environment: { AWS_ENDPOINT_URL_S3: endpoint } } });
});

test('who a pod is', () => {
  const as = (identity: StoreIdentity): unknown => identity._bind();
  expect(as(StoreIdentity.irsa(ROLE))).toEqual({ serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': ROLE } });
  expect(as(StoreIdentity.workloadIdentity(ROLE))).toEqual({ webIdentity: { roleArn: ROLE, audience: 'sts.amazonaws.com' } });
  expect(as(StoreIdentity.secret('keys'))).toEqual({ credentialsSecret: 'keys' });
});

test.each<[Partial<S3StoreOptions>, RegExp]>([
  [{ bucket: 'No' }, /store\.bucket: got "No"/], [{ prefix: 'a b' }, /store\.prefix/], [{ region: 'EU' }, /store\.region/],
  [{ endpoint: 'minio:9000' }, /store\.endpoint/], [{ endpoint: 'http://minio/bucket' }, /store\.endpoint/],
])('%j is refused, by name', (wrong, message) => {
  expect(() => store(wrong)).toThrow(message);
});

test('what is no role is refused; what only a CDK stack around the chart knows is not looked at', () => {
  expect(() => StoreIdentity.irsa('backups')).toThrow(/store\.identity: got "backups"/);
  expect(() => StoreIdentity.irsa('${Token[Role.Arn.1]}')).not.toThrow();
});
