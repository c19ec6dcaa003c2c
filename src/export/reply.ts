import type { SupporterUtterance } from '../domain/dialogue.js';
import type { StrategyStyle } from './options.js';

/** What the model is to say for a supporter turn: the strategy first, then the reply (the order of the paper's protocol). */
export function writeReply(turn: Pick<SupporterUtterance, 'strategy' | 'text'>, style: StrategyStyle): string {
  switch (style) {
    case 'inline':
      return `[${turn.strategy}] ${turn.text}`;
    case 'json':
      return JSON.stringify({ strategy: turn.strategy, response: turn.text });
    case 'none':
      return turn.text;
  }
}
