import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, EngineRequest, Role } from '../engine/port.js';
import { createSmallWorld, type DialogueWorld, loadRealWorld } from '../testing/dialogue-world.js';
import { buildGraph } from './build-graph.js';
import { createCohortNodes } from './cohort-nodes.js';
import { DialogueCheckpoints, threadOf } from './dialogue-checkpoints.js';
import type { DialogueState } from './dialogue-state.js';
import { playDialogues } from './play-dialogues.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rolecs-checkpoints-'));
  path = join(directory, 'checkpoints.sqlite');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

class Crash extends Error {}

/** Counts what is asked and breaks down at one call, as a bug of the program would: nothing of the dialogue is handled. */
function crashingAt(world: DialogueWorld, call: number): { engine: Engine; asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    engine: {
      ask: <R extends Role>(request: EngineRequest<R>) => {
        if (asked++ === call) throw new Crash();
        return world.engine.ask(request);
      },
    },
  };
}

/** A session of its own: file opened, state machine built, dialogue played, file closed. */
async function session(world: DialogueWorld, state: DialogueState, engine: Engine): Promise<DialogueState | null> {
  const checkpoints = await DialogueCheckpoints.load();
  checkpoints.open(path, () => '');
  const graph = buildGraph(createCohortNodes({ ...world.steps, engine }, world.records, world.gate), checkpoints);
  try {
    const [played] = await playDialogues(graph, [state], { maxUtterances: world.space.maxUtterances, checkpoints });
    return played as DialogueState;
  } catch (error) {
    if (error instanceof Crash) return null;
    throw error;
  } finally {
    checkpoints.close();
  }
}

describe('a dialogue that breaks off', () => {
  it('goes on after its last completed step wherever that was, and asks for one thing twice', async () => {
    const world = createSmallWorld();
    const state = world.begin(0);
    const whole = crashingAt(world, -1);
    const [expected] = await world.play([state], { engine: whole.engine });
    // Every third call: the four agents take turns, so all of them are met.
    for (let call = 0; call < whole.asked(); call += 3) {
      rmSync(path, { force: true });
      const first = crashingAt(world, call);
      expect(await session(world, state, first.engine)).toBeNull();
      const second = crashingAt(world, -1);
      expect(await session(world, state, second.engine)).toStrictEqual(expected);
      expect(first.asked() + second.asked()).toBe(whole.asked() + 1);
    }
  });

  it('asks for nothing again when it had come to its end', async () => {
    const world = createSmallWorld();
    const state = world.begin(1);
    const played = await session(world, state, world.engine);
    const silent = crashingAt(world, 0);
    expect(await session(world, state, silent.engine)).toStrictEqual(played);
    expect(silent.asked()).toBe(0);
  });

  it('is another thread with each attempt', async () => {
    const world = createSmallWorld();
    await session(world, world.begin(0, 0), world.engine);
    const { engine, asked } = crashingAt(world, -1);
    const again = await session(world, world.begin(0, 1), engine);
    expect(again?.combination.attempt).toBe(1);
    expect(asked()).toBeGreaterThan(20);
  });
});

describe('the checkpoints', () => {
  it('give every state back as it was, of every step of real dialogues', async () => {
    const world = loadRealWorld();
    const { serde } = await DialogueCheckpoints.load();
    const states: DialogueState[] = [];
    const graph = buildGraph(createCohortNodes(world.steps, world.records, world.gate));
    const cohort = [0, 17, 401, 2000, 7777].map((index) => world.begin(index));
    const stream = await graph.stream({ cohort }, { streamMode: 'values', recursionLimit: 120 });
    for await (const value of stream) states.push(...(value.cohort as DialogueState[]));
    expect(states.length).toBeGreaterThan(5 * 30);
    for (const state of states) {
      const [type, bytes] = await serde.dumpsTyped(state);
      expect(await serde.loadsTyped(type, bytes)).toStrictEqual(state);
    }
  });

  it('hold one checkpoint a dialogue, and none of an index that is forgotten', async () => {
    const world = createSmallWorld();
    const crash = crashingAt(world, 20);
    await session(world, world.begin(1), crash.engine);
    await session(world, world.begin(12), world.engine);
    const checkpoints = await DialogueCheckpoints.load();
    checkpoints.open(path, () => '');
    const stored = async () => {
      const threads: string[] = [];
      for await (const { config } of checkpoints.list({ configurable: {} })) threads.push(config.configurable?.thread_id);
      return threads.sort();
    };
    expect(await stored()).toEqual(['1/0', '12/0']);
    checkpoints.forget(1);
    expect(await stored()).toEqual(['12/0']);
    checkpoints.close();
    expect(statSync(path).size).toBeLessThan(200_000);
  });

  it('know at opening what was left by an earlier session', async () => {
    const world = createSmallWorld();
    await session(world, world.begin(3), crashingAt(world, 5).engine);
    const checkpoints = await DialogueCheckpoints.load();
    checkpoints.open(path, () => '');
    expect([3, 4].map((index) => checkpoints.has(threadOf({ index, attempt: 0 })))).toEqual([true, false]);
    checkpoints.close();
  });

  it('hold the books as they stood at the last step', async () => {
    const world = createSmallWorld();
    const checkpoints = await DialogueCheckpoints.load();
    let paid = 0;
    expect(checkpoints.open(path, () => String(paid))).toBeNull();
    const engine: Engine = {
      ask: (request) => {
        if (++paid > 7) throw new Crash();
        return world.engine.ask(request);
      },
    };
    const graph = buildGraph(createCohortNodes({ ...world.steps, engine }, world.records, world.gate), checkpoints);
    await expect(playDialogues(graph, [world.begin(0)], { maxUtterances: 50, checkpoints })).rejects.toBeInstanceOf(Crash);
    checkpoints.close();
    expect(checkpoints.open(path, () => '')).toBe('7');
    checkpoints.close();
  });

  it('say how to get the package, and how to go on without, where it is missing', async () => {
    const missing = DialogueCheckpoints.load(() => import('a-package-that-is-not-there' as string));
    await expect(missing).rejects.toMatchObject({
      code: 'checkpoints-missing',
      exitStatus: 2,
      hint: expect.stringMatching(/npm ci --include=optional.*--checkpoints off/),
    });
  });

  it('say which file is damaged', async () => {
    writeFileSync(path, 'this is no database, and long enough to be taken for one if nobody looked at how it begins');
    const checkpoints = await DialogueCheckpoints.load();
    expect(() => checkpoints.open(path, () => '')).toThrow(
      expect.objectContaining({ code: 'checkpoints-damaged', message: expect.stringContaining(path) }),
    );
  });
});
