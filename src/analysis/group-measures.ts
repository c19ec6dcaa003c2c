import { z } from 'zod';
import { type CustomerUtterance, type DialogueRecord, Outcome, SPEAKERS } from '../domain/dialogue.js';
import type { EmotionModel } from '../domain/emotion.js';
import { STRATEGY_CODES, type StrategyFramework } from '../domain/strategy.js';
import { charactersOf } from './lexical.js';

const PARTICLE = /[啊呢吧嘛呗哦呀啦哈吗么][。？，！…]*$/;
const SHORT = 6;
/** Intents of a direction that give what the supporter asked for, and those that hold some of it back. */
const FORTHCOMING = ['identify', 'answer'];
const WITHHOLDING = ['identify-partly', 'evade', 'forget'];

/** `data/directions.yaml`: what a direction says, by intent; slots in angle brackets. */
export const DirectionTexts = z.record(z.string(), z.array(z.string()));
export type DirectionTexts = z.infer<typeof DirectionTexts>;

export interface MeasureResources {
  framework: StrategyFramework;
  emotions: EmotionModel;
  directions: DirectionTexts;
}

/** Something that is measured of one dialogue. */
export interface Measure {
  id: string;
  name: string;
  /** Shares are measured from 0 to 1 and shown in percent. */
  unit: 'characters' | '%' | 'level 0–4' | 'utterances' | 'emotions';
  /** null where the dialogue gives no occasion. */
  of: (row: DialogueRecord) => number | null;
}

/** All that groups of dialogues are compared by: length, particles, emotion path, cooperation, outcome, strategy mix. */
export function createMeasures({ framework, emotions, directions }: MeasureResources): Measure[] {
  const levels = emotionLevels(emotions);
  const levelsOf = (row: DialogueRecord) => customerLines(row).flatMap(({ emotion }) => levels.get(emotion) ?? []);
  return [
    customerMean('customer_characters', 'characters of a customer line', 'characters', ({ text }) => charactersOf(text).length),
    customerMean('customer_particles', 'customer lines that end in a particle', '%', ({ text }) => Number(PARTICLE.test(text))),
    customerMean('customer_short', `customer lines of at most ${SHORT} characters`, '%', ({ text }) =>
      Number(charactersOf(text).length <= SHORT),
    ),
    { id: 'utterances', name: 'utterances of a dialogue', unit: 'utterances', of: ({ dialogue }) => dialogue.length },
    { id: 'emotion_start', name: 'emotion at the start', unit: 'level 0–4', of: (row) => levelsOf(row)[0] ?? null },
    { id: 'emotion_peak', name: 'emotion at its strongest', unit: 'level 0–4', of: (row) => mostOf(levelsOf(row)) },
    { id: 'emotion_end', name: 'emotion at the end', unit: 'level 0–4', of: (row) => levelsOf(row).at(-1) ?? null },
    {
      id: 'emotions',
      name: 'different emotions in a dialogue',
      unit: 'emotions',
      of: (row) => new Set(customerLines(row).map(({ emotion }) => emotion)).size,
    },
    { id: 'cooperation', name: 'questions answered in full, of those asked', unit: '%', of: cooperationBy(directions) },
    share('demand', 'makes an unreasonable demand', ({ unreasonable_demand: demand }) => demand !== null),
    share('satisfied', 'satisfied', ({ satisfied }) => satisfied),
    ...Outcome.options.map((option) => share(option, `outcome ${option}`, ({ outcome }) => outcome === option)),
    ...STRATEGY_CODES.map((code) => strategyShare(code, framework)),
  ];
}

function share(id: string, name: string, holds: (row: DialogueRecord) => boolean): Measure {
  return { id, name, unit: '%', of: (row) => Number(holds(row)) };
}

function customerMean(id: string, name: string, unit: Measure['unit'], measured: (line: CustomerUtterance) => number): Measure {
  return { id, name, unit, of: (row) => mean(customerLines(row).map(measured)) };
}

function strategyShare(code: (typeof STRATEGY_CODES)[number], { strategies }: StrategyFramework): Measure {
  const { label } = strategies[code];
  const used = ({ dialogue }: DialogueRecord) =>
    dialogue.filter(({ speaker }) => speaker === SPEAKERS.supporter).map(({ strategy }) => Number(strategy === label));
  return { id: code, name: label, unit: '%', of: (row) => mean(used(row)) };
}

/** A label that two families use for different levels counts as the lower one. */
function emotionLevels({ families }: EmotionModel): ReadonlyMap<string, number> {
  const pairs = Object.values(families).flatMap(({ labels }) => labels.map((label, level) => [label, level] as const));
  return new Map(pairs.sort(([, a], [, b]) => b - a));
}

/** Of the customer lines directed to answer or to hold back, the share of those that answer. */
function cooperationBy(directions: DirectionTexts): Measure['of'] {
  const matching = (intents: readonly string[]) =>
    new RegExp(
      `^(?:${intents
        .flatMap((intent) => directions[intent] ?? [])
        .map(toPattern)
        .join('|')})$`,
    );
  const [forthcoming, withholding] = [matching(FORTHCOMING), matching(WITHHOLDING)];
  return (row) =>
    mean(customerLines(row).flatMap(({ direction }) => (forthcoming.test(direction) ? [1] : withholding.test(direction) ? [0] : [])));
}

function toPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/<[^>]+>/g, '.*');
}

function customerLines({ dialogue }: DialogueRecord): CustomerUtterance[] {
  return dialogue.filter((line) => line.speaker === SPEAKERS.customer);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function mostOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}
