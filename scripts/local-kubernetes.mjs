// `npm run local-kubernetes -- build|images|up [nodes]|down`: a real Kubernetes on this machine, see scripts/local-kubernetes.
// LOCAL_K8S_BIN: folder of another version's programs; LOCAL_K8S_IMAGES: archive of other images; LOCAL_K8S_STATE: its folder.
import { down, up } from './local-kubernetes/cluster.mjs';
import { ingredients, missingTools, tools } from './local-kubernetes/ingredients.mjs';
import { Layout } from './local-kubernetes/layout.mjs';

const log = (message) => console.error(`local-kubernetes: ${message}`);
const [verb, count = '3'] = process.argv.slice(2);

try {
  const lacking = missingTools();
  if (lacking) throw new Error(lacking);
  if (verb === 'build') {
    const { bin, images } = await ingredients({ build: true, log });
    console.log(`programs: ${bin}\nimages: ${images}`);
  } else if (verb === 'up' && /^[1-9]$/.test(count)) {
    const { bin, images } = await ingredients({ build: true, log });
    const layout = new Layout(bin);
    const minor = await up(layout, { nodes: Number(count), images, tools: tools(), log });
    console.log(`Kubernetes 1.${minor} is up; kubectl: ${layout.kubectl}`);
  } else if (verb === 'down') {
    await down(new Layout(''));
  } else {
    throw new Error('usage: npm run local-kubernetes -- build | up [1-9 nodes] | down');
  }
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
