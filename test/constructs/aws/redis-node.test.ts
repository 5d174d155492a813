import { RemovalPolicy } from 'aws-cdk-lib';
import { deployed, userDataOf } from './stacks';

const NODES = ['Node1', 'Node2', 'Node3'];
const { at, resources } = deployed();

describe('Identity', () => {
  test('logical ids of group, ENI and volume are frozen: a replacement would create the new one first and block on the ENI in use', () => {
    const ids = Object.keys(resources).filter((id) => /Node\d/.test(id)).sort();
    expect(ids).toMatchInlineSnapshot(`
[
  "RedisFleetNode1GroupBFBFAF8A",
  "RedisFleetNode1InterfaceE03FB53D",
  "RedisFleetNode1LaunchTemplateD9E776CC",
  "RedisFleetNode1VolumeC595DB66",
  "RedisFleetNode2Group069621D9",
  "RedisFleetNode2Interface750B1BBD",
  "RedisFleetNode2LaunchTemplateCE9D58F3",
  "RedisFleetNode2Volume731D7082",
  "RedisFleetNode3GroupE4F4E6DB",
  "RedisFleetNode3InterfaceAC616E37",
  "RedisFleetNode3LaunchTemplate51631EFA",
  "RedisFleetNode3Volume67CBCF8C",
]
`);
  });

  test.each(NODES)('one network interface and one data volume per node, both in the stack, both retained (%s)', (node) => {
    for (const path of [`${node}/Interface`, `${node}/Volume`]) {
      expect(at(path)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('removalPolicy DESTROY is honoured', () => {
    const { at: gone } = deployed({ removalPolicy: RemovalPolicy.DESTROY });
    expect(gone('Node1/Volume').DeletionPolicy).toBe('Delete');
    expect(gone('Node1/Interface').DeletionPolicy).toBe('Delete');
  });

  test.each(NODES)('the ENI is the instance\'s primary interface: device 0 of the launch template (%s)', (node) => {
    expect(at(`${node}/LaunchTemplate`).Properties.LaunchTemplateData.NetworkInterfaces)
      .toEqual([{ DeviceIndex: 0, NetworkInterfaceId: { Ref: at(`${node}/Interface`).logicalId } }]);
  });

  test('the Auto Scaling group names AvailabilityZones instead of subnets', () => {
    const zones = NODES.map((node) => at(`${node}/Group`).Properties);
    expect(zones.map((group) => group.AvailabilityZones)).toEqual([['eu-central-1a'], ['eu-central-1b'], ['eu-central-1c']]);
    expect(zones.every((group) => group.VPCZoneIdentifier === undefined)).toBe(true);
  });

  test('interface, volume and group of a node share its zone', () => {
    expect(NODES.map((node) => at(`${node}/Interface`).Properties.SubnetId)).toEqual(['subnet-0123456789abcde01', 'subnet-0123456789abcde02', 'subnet-0123456789abcde03']);
    expect(NODES.map((node) => at(`${node}/Volume`).Properties.AvailabilityZone))
      .toEqual(['eu-central-1a', 'eu-central-1b', 'eu-central-1c']);
  });

  test('security groups sit on the ENI, and nowhere else', () => {
    expect(at('Node1/Interface').Properties.GroupSet).toEqual([{ 'Fn::GetAtt': [at('Network/SecurityGroup/Resource').logicalId, 'GroupId'] }]);
    const template = at('Node1/LaunchTemplate').Properties.LaunchTemplateData;
    expect(template.SecurityGroupIds).toBeUndefined();
    expect(template.NetworkInterfaces[0].Groups).toBeUndefined();
  });

  test('exactly one instance, the old one always goes first: maintenance policy 0/100', () => {
    expect(at('Node1/Group').Properties).toMatchObject({
      MinSize: '1', MaxSize: '1', DesiredCapacity: '1',
      InstanceMaintenancePolicy: { MinHealthyPercentage: 0, MaxHealthyPercentage: 100 },
    });
  });
});

describe('Volumes', () => {
  test('gp3, encrypted', () => {
    expect(at('Node1/Volume').Properties).toMatchObject({ VolumeType: 'gp3', Encrypted: true });
  });

  test('never force-detach: user data detaches nothing, and attaches only what is available', () => {
    const script = userDataOf(at('Node1/LaunchTemplate'));
    expect(script).not.toMatch(/detach-volume|--force/);
    expect(script).toContain('if [ "$state" != available ]');
    expect(JSON.stringify(at('Access/Policy').Properties)).not.toContain('DetachVolume');
  });

  test.each([
    { volume: { iops: 100 }, error: /volume.iops: got 100; give a whole number from 3000 to 16000/ },
    { volume: { throughput: 5000 }, error: /volume.throughput: got 5000/ },
  ])('volume $volume is refused', ({ volume, error }) => {
    expect(() => deployed({ volume })).toThrow(error);
  });
});

describe('launch template', () => {
  const data = at('Node1/LaunchTemplate').Properties.LaunchTemplateData;

  test('IMDSv2 required, one hop', () => {
    expect(data.MetadataOptions).toEqual({ HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1, HttpTokens: 'required' });
  });

  test('encrypted root', () => {
    expect(data.BlockDeviceMappings).toEqual([expect.objectContaining({ DeviceName: '/dev/xvda', Ebs: expect.objectContaining({ Encrypted: true }) })]);
  });

  test('no public address and no SSH key', () => {
    expect(JSON.stringify(data)).not.toMatch(/AssociatePublicIpAddress|KeyName/);
  });

  test('fits into EC2\'s 16 KiB', () => {
    expect(userDataOf(at('Node1/LaunchTemplate')).length).toBeLessThan(16_384);
  });
});
