import { Topology } from '../../lib/model';
import { manifestTests } from './manifest-tests';
import { drills } from './suite';

describe('replication on Kubernetes', () => drills('queue', Topology.replication({ replicas: 2 }), manifestTests));
