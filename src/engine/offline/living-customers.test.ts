import { beforeAll, describe, expect, it } from 'vitest';
import type { DialogueState } from '../../graph/dialogue-state.js';
import { type DialogueWorld, loadRealWorld } from '../../testing/dialogue-world.js';
import { expectsAnswer, type HeardSupporter, LOOKED_UP } from './customer-moment.js';

type Turn = DialogueState['transcript'][number];
type CustomerTurn = Extract<Turn, { speaker: 'customer' }>;
interface Exchange {
  heard: HeardSupporter;
  said: CustomerTurn;
  next: Turn | undefined;
  /** Lines of the supporter up to here. */
  before: readonly HeardSupporter[];
  scenario: string;
  /** Versions the customer used in the whole talk. */
  used: readonly string[];
}

const supporterLines = (turns: readonly Turn[]) => turns.filter((turn) => turn.speaker === 'supporter');

describe('customers of the real data', () => {
  let world: DialogueWorld;
  let exchanges: Exchange[];

  beforeAll(async () => {
    world = loadRealWorld({ seed: 5 });
    const played = await world.play(Array.from({ length: 200 }, (_, index) => world.begin(index)));
    exchanges = played.flatMap(({ transcript, ledger, combination: { scenario } }) =>
      transcript.flatMap((said, at): Exchange[] => {
        const heard = transcript[at - 1];
        return said.speaker === 'customer' && heard?.speaker === 'supporter'
          ? [
              {
                heard,
                said,
                next: transcript[at + 1],
                before: supporterLines(transcript.slice(0, at)),
                scenario,
                used: ledger.usedLines.customer,
              },
            ]
          : [];
      }),
    );
  });

  it('say whether they can follow when they are asked, and bring in nothing else', () => {
    const checks = exchanges.filter(({ heard }) => heard.act.kind === 'check-in');
    expect(checks.length).toBeGreaterThan(5);
    expect(checks.map(({ said }) => said.act.raises)).toEqual(checks.map(() => null));
  });

  it('answer what is asked before they speak of anything that has not to do with it', () => {
    const changed = exchanges.filter(({ heard, said, scenario }) => {
      const { raises } = said.act;
      if (!expectsAnswer(heard) || raises === null || raises.kind === 'tangent') return false;
      const { questions, worries } = world.scenarioOf(scenario).customer;
      const upon = (questions.get(raises.id) ?? worries.get(raises.id))?.upon;
      return upon !== undefined && upon.length === 0;
    });
    expect(changed.map(({ heard, said }) => [heard.text, said.text])).toEqual([]);
  });

  it('ask for too much once they have been told something', () => {
    const demanding = exchanges.filter(({ said }) => said.act.raises?.kind === 'demand');
    expect(demanding.length).toBeGreaterThan(20);
    expect(demanding.filter(({ before }) => !before.some(({ act }) => act.kind === 'beat' || act.kind === 'answer'))).toEqual([]);
  });

  it('do not ask to hear again what has been done', () => {
    const lost = exchanges.filter(({ said }) => said.act.unclear === 'lost');
    expect(lost.length).toBeGreaterThan(20);
    expect(lost.filter(({ heard }) => heard.text.includes(LOOKED_UP)).map(({ said }) => said.text)).toEqual([]);
  });

  it('who argue are told why, not pitied alone', () => {
    const held = exchanges.flatMap(({ next }) => (next?.speaker === 'supporter' && next.act.kind === 'hold' ? [next] : []));
    expect(held.length).toBeGreaterThan(20);
    expect(held.filter(({ strategy }) => strategy === 'EM').length / held.length).toBeLessThan(0.2);
  });

  it('who open in calm words are not heard as heated', () => {
    const heated = exchanges.filter(({ heard, said }) => heard.act.kind === 'greet' && said.act.heated);
    expect(heated.length).toBeGreaterThan(10);
    const calmWords = heated.filter(({ scenario, used }) => {
      const { lines } = world.scenarioOf(scenario).customer.openings;
      const ofTheHeated = lines.filter(({ condition }) => condition?.flags.includes('hot')).map(({ name }) => name);
      return ofTheHeated.length > 0 && !used.some((line) => ofTheHeated.includes(line));
    });
    expect(calmWords.map(({ said }) => said.text)).toEqual([]);
  });

  it('who are discontent and have nothing more to ask are let go', () => {
    const discontent = exchanges.filter(({ said }) => said.act.nothingMore && !said.act.contented);
    expect(discontent.length).toBeGreaterThan(5);
    const kept = discontent.filter(({ next }) => next?.speaker === 'supporter' && next.strategy !== 'AC');
    expect(kept.map(({ said }) => said.text)).toEqual([]);
  });
});
