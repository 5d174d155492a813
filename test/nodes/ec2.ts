import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Machine } from './machine';
import { GATEWAY, PREFIX_LENGTH } from './network';
import { AwsError } from './stand-in/aws-error';
import { Volume } from './volume';

/** Bytes of user data EC2 takes, before base64. */
const USER_DATA_LIMIT = 16_384;

/** A network interface with one address for life. */
export interface Interface {
  readonly id: string;
  readonly address: string;
  readonly mac: string;
  heldBy?: string;
}

export interface LaunchTemplate {
  readonly interfaceId: string;
  readonly role: string;
  readonly zone: string;
  readonly userData: Buffer;
  /** Tags of the instance and of its group. */
  readonly tags: Record<string, string>;
  readonly groupTags: Record<string, string>;
  readonly tokensRequired: boolean;
}

export type InstanceState = 'running' | 'terminated';

export class Instance {
  state: InstanceState = 'running';
  /** What the instance metadata says about its Auto Scaling lifecycle. */
  targetLifecycleState = 'InService';
  machine!: Machine;

  constructor(
    readonly id: string,
    readonly group: string,
    readonly template: LaunchTemplate,
    readonly nic: Interface,
    readonly accessKey: string,
  ) {}
}

/** Instances, interfaces and volumes of one account, with the refusals that matter here. */
export class Ec2 {
  readonly interfaces = new Map<string, Interface>();
  readonly volumes = new Map<string, Volume>();
  readonly instances: Instance[] = [];
  private counter = 0;

  constructor(
    private readonly directory: string,
    private readonly rootfs: string,
    private readonly bridge: string,
    private readonly log: (message: string) => void,
  ) {}

  instance(id: string): Instance {
    const found = this.instances.find(instance => instance.id === id);
    if (!found) throw new AwsError(400, 'InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
    return found;
  }

  volume(id: string): Volume {
    const found = this.volumes.get(id);
    if (!found) throw new AwsError(400, 'InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
    return found;
  }

  launch(group: string, template: LaunchTemplate): Instance {
    const nic = this.interfaces.get(template.interfaceId);
    if (!nic) throw new AwsError(400, 'InvalidNetworkInterfaceID.NotFound', `no interface ${template.interfaceId}`);
    if (template.userData.length > USER_DATA_LIMIT) {
      throw new AwsError(400, 'InvalidParameterValue', `User data is limited to ${USER_DATA_LIMIT} bytes, got ${template.userData.length}`);
    }
    if (nic.heldBy) throw new AwsError(400, 'InvalidNetworkInterface.InUse', `${nic.id} is held by ${nic.heldBy}`);
    const serial = ++this.counter;
    const id = `i-0${String(serial).padStart(16, '0')}`;
    const instance = new Instance(id, group, template, nic, `ASIANODE${String(serial).padStart(12, '0')}`);
    nic.heldBy = id;
    const directory = join(this.directory, id);
    mkdirSync(directory);
    instance.machine = new Machine({
      directory,
      rootfs: this.rootfs,
      hostname: `ip-${nic.address.replaceAll('.', '-')}`,
      address: nic.address,
      prefix: PREFIX_LENGTH,
      gateway: GATEWAY,
      mac: nic.mac,
      bridge: this.bridge,
      onEnd: ending => {
        this.log(`${id} ended: ${ending}`);
        if (ending === 'reboot') instance.machine.boot();
        else this.release(instance);
      },
    });
    this.instances.push(instance);
    this.log(`${id} launched in ${group} with ${nic.address}`);
    instance.machine.boot();
    return instance;
  }

  async attach(volumeId: string, instanceId: string, device: string): Promise<void> {
    const volume = this.volume(volumeId);
    const instance = this.instance(instanceId);
    if (instance.state !== 'running') throw new AwsError(400, 'IncorrectState', `Instance '${instanceId}' is not 'running'.`);
    if (volume.heldBy) throw new AwsError(400, 'VolumeInUse', `${volumeId} is already attached to an instance`);
    if (volume.zone !== instance.template.zone) {
      throw new AwsError(400, 'InvalidVolume.ZoneMismatch', `The volume '${volumeId}' is not in the same availability zone`);
    }
    volume.heldBy = instanceId;
    volume.attachedAs = device;
    this.log(`${volumeId} attached to ${instanceId}`);
    // How a Nitro instance shows it: an NVMe device, and the by-id name udev makes of the volume id.
    await instance.machine.plug('/dev/nvme1n1', volume.major, volume.minor);
    // libblkid looks file systems up under the names in /proc/partitions, which are the host's.
    await instance.machine.plug(volume.device, volume.major, volume.minor);
    await instance.machine.plug(
      `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replace('-', '')}`, volume.major, volume.minor);
  }

  /** What follows the end of an instance: its interface and volumes are free for the next one. */
  private release(instance: Instance): void {
    instance.state = 'terminated';
    instance.nic.heldBy = undefined;
    for (const volume of this.volumes.values()) {
      if (volume.heldBy !== instance.id) continue;
      volume.heldBy = undefined;
      volume.attachedAs = undefined;
    }
  }
}
