import { createInterface } from 'node:readline';
import { LlmServer, type LlmServerSettings } from './llm-server.js';

/**
 * The scripted server as a process of its own, so that its work is not counted as the client's: `node dist/testing/llm-server-main.js SETTINGS`.
 * Prints its URL as a JSON string; then answers every line of stdin with a line of JSON (`report`, or `requests` for the messages of all
 * of them), and stops when stdin ends.
 */
const server = await LlmServer.start(JSON.parse(process.argv[2] ?? '{}') as LlmServerSettings);
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
print(server.url);
for await (const line of createInterface({ input: process.stdin })) {
  print(line === 'requests' ? server.requests.map(({ body }) => body.messages) : server.report());
}
await server.stop();
