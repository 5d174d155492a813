// What a managed cluster brings besides Kubernetes: DNS of its Services, and volumes.
// Usage: node services.mjs ADDRESS CA-FILE TOKEN-FILE VOLUMES-FOLDER
import { readFileSync } from 'node:fs';
import { Api } from './api.mjs';
import { serveDns, recordsOf } from './dns.mjs';
import { provide } from './volumes.mjs';

const [address, ca, token, folder] = process.argv.slice(2);
const EVERY_MS = 300;
const api = new Api(address, readFileSync(ca), readFileSync(token, 'utf8'));
let records = recordsOf([], []);
serveDns(address, () => records);

let said = '';
for (;;) {
  try {
    const [services, slices] = await Promise.all([api.list('/api/v1/services'), slicesOf(api)]);
    records = recordsOf(services, slices);
    await provide(api, folder);
    said = '';
  } catch (error) {
    // Once, not three times a second for as long as the API server is away.
    if (error.message !== said) console.error(said = error.message);
  }
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}

async function slicesOf(api) {
  try {
    return await api.list('/apis/discovery.k8s.io/v1/endpointslices');
  } catch (error) {
    if (error.status !== 404) throw error;
    return api.list('/apis/discovery.k8s.io/v1beta1/endpointslices');
  }
}
