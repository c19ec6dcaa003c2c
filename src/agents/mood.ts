import type { Mood, SupporterTurn } from '../domain/conversation.js';
import type { Outcome } from '../domain/dialogue.js';
import type { EmotionEvent, EmotionModel } from '../domain/emotion.js';
import type { StrategyCode } from '../domain/strategy.js';

const BY_STRATEGY: Readonly<Record<StrategyCode, EmotionEvent>> = {
  GT: 'nothing',
  IV: 'identity-asked',
  RP: 'restated',
  PR: 'asked',
  EM: 'soothed',
  PS: 'advised',
  ID: 'informed',
  RI: 'operated',
  FR: 'nothing',
  RC: 'nothing',
  AC: 'nothing',
  OT: 'refused',
};

/**
 * The customer's emotion after a supporter's line. It has inertia: one line moves it by at most `maxStep`, annoyance weighs with the
 * persona's volatility, relief does not.
 * @param volatility 0 to 1
 * @param outcome what the talk comes to, when this line settles it; null otherwise
 */
export function moveMood(mood: Mood, turn: SupporterTurn, volatility: number, outcome: Outcome | null, model: EmotionModel): Mood {
  const events = [eventOf(turn)];
  if (outcome !== null) events.push(outcome === 'solved' ? 'resolved' : 'bad-news');
  const change = events.reduce((sum, event) => {
    const effect = model.events[event] ?? 0;
    return sum + (effect > 0 ? effect * (model.annoyanceBase + volatility) : effect);
  }, 0);
  const step = Math.max(-model.maxStep, Math.min(model.maxStep, change));
  return { ...mood, level: Math.max(0, Math.min(4, mood.level + step)) };
}

function eventOf({ act, strategy }: SupporterTurn): EmotionEvent {
  switch (act.kind) {
    case 'ask-again':
    case 'ask-missing-identity':
      return 'asked-again';
    case 'restate-question':
      return 'question-restated';
    case 'hold':
      return 'held';
    case 'return':
      return 'nothing';
    default:
      return BY_STRATEGY[strategy];
  }
}

/** What the emotion is called in a row. */
export function nameEmotion({ family, level }: Mood, model: EmotionModel): string {
  const labels = model.families[family]?.labels ?? [];
  return labels[Math.min(4, Math.round(level))] ?? '平静';
}

export function isSatisfied({ level }: Mood, outcome: Outcome, model: EmotionModel): boolean {
  return level < (model.satisfiedBelow[outcome] ?? 0);
}
