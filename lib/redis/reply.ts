/** `INFO` text as fields; section headers are dropped. */
export function parseInfo(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) {
      fields[line.slice(0, colon)] = line.slice(colon + 1);
    }
  }
  return fields;
}

/** A flat `field, value, field, value` reply as fields. */
export function parsePairs(reply: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  const flat = Array.isArray(reply) ? reply : [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    fields[String(flat[index])] = String(flat[index + 1]);
  }
  return fields;
}
