// A name server for the Services of a cluster: A and SRV, headless ones with the names of their pods. Answers are as old as
// the last poll of the API.
import dgram from 'node:dgram';

const A = 1;
const SRV = 33;
const ZONE = 'svc.cluster.local';
const TTL = 1;

/** @returns addresses and services by name, from the objects of the API */
export function recordsOf(services, slices) {
  const addresses = new Map();
  const servers = new Map();
  const add = (map, name, value) => map.set(name, [...(map.get(name) ?? []), value]);
  const headless = new Map();
  for (const { metadata, spec } of services) {
    const name = `${metadata.name}.${metadata.namespace}.${ZONE}`;
    if (!spec.clusterIP) continue;
    if (spec.clusterIP === 'None') headless.set(name, spec);
    else add(addresses, name, spec.clusterIP);
  }
  for (const { metadata, endpoints, ports } of slices) {
    const name = `${metadata.labels?.['kubernetes.io/service-name']}.${metadata.namespace}.${ZONE}`;
    const spec = headless.get(name);
    for (const { addresses: pods, conditions, hostname } of spec ? endpoints ?? [] : []) {
      if (conditions?.ready === false && !spec.publishNotReadyAddresses) continue;
      for (const address of pods) {
        const target = `${hostname ?? address.replaceAll('.', '-')}.${name}`;
        add(addresses, name, address);
        add(addresses, target, address);
        for (const { name: port, protocol, port: number } of ports ?? []) {
          if (port) add(servers, `_${port}._${(protocol ?? 'TCP').toLowerCase()}.${name}`, { port: number, target });
        }
      }
    }
  }
  return { addresses, servers };
}

/** @param records called for every question */
export function serveDns(address, records) {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (question, { port, address: from }) => socket.send(answer(question, records()), port, from));
  socket.bind(53, address);
  return socket;
}

function answer(question, { addresses, servers }) {
  const labels = [];
  let at = 12;
  while (question[at]) {
    labels.push(question.subarray(at + 1, at + 1 + question[at]).toString());
    at += question[at] + 1;
  }
  const type = question.readUInt16BE(at + 1);
  const name = labels.join('.').toLowerCase();
  const answers = [];
  if (type === A) {
    for (const address of addresses.get(name) ?? []) answers.push(record(A, Buffer.from(address.split('.').map(Number))));
  }
  if (type === SRV) {
    for (const { port, target } of servers.get(name) ?? []) {
      answers.push(record(SRV, Buffer.concat([words(0, 0, port), encoded(target)])));
    }
  }
  const known = addresses.has(name) || servers.has(name);
  // An authority that knows no other names. A name without records of that type is no unknown name.
  const flags = 0x8580 | (known ? 0 : 3);
  const header = Buffer.concat([question.subarray(0, 2), words(flags, 1, answers.length, 0, 0)]);
  return Buffer.concat([header, question.subarray(12, at + 5), ...answers]);
}

const words = (...values) => Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])));
const encoded = (name) => Buffer.concat([...name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]),
  Buffer.alloc(1)]);
/** The name is that of the question, at byte 12. */
const record = (type, data) => Buffer.concat([words(0xc00c, type, 1, 0, TTL, data.length), data]);
