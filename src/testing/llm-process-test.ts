import { afterEach, beforeEach } from 'vitest';
import { LlmServer, type LlmServerSettings } from './llm-server.js';
import { LlmWorkspace } from './llm-workspace.js';

/** Of the test that runs: a folder of its own, and the server it has started. */
export let workspace: LlmWorkspace;
export let server: LlmServer;

/** Every test of the file gets a folder, and its server ends with it. */
export function useLlmProcesses(): void {
  beforeEach(() => {
    workspace = new LlmWorkspace();
  });
  afterEach(async () => {
    await server.stop();
    workspace.remove();
  });
}

export async function start(settings: LlmServerSettings = {}): Promise<void> {
  server = await LlmServer.start(settings);
}

/** Runs `generate --engine llm` against the server to its end. */
export function generate(args: string, nodeOptions: readonly string[] = []) {
  return workspace.generate(args, { baseUrl: server.url, nodeOptions });
}
