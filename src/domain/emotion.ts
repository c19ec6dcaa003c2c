import { z } from 'zod';
import { Outcome } from './dialogue.js';

const EMOTION_EVENTS = [
  'identity-asked',
  'asked-again',
  'question-restated',
  'refused',
  'held',
  'bad-news',
  'soothed',
  'restated',
  'asked',
  'informed',
  'advised',
  'operated',
  'resolved',
  'nothing',
] as const;
const EmotionEvent = z.enum(EMOTION_EVENTS);
export type EmotionEvent = z.infer<typeof EmotionEvent>;

/** `data/emotions.yaml`: names of emotion levels and what moves them. */
export const EmotionModel = z.strictObject({
  families: z.record(z.string(), z.strictObject({ labels: z.array(z.string()).length(5) })),
  hotFrom: z.number(),
  annoyanceBase: z.number(),
  events: z.record(EmotionEvent, z.number()),
  maxStep: z.number().positive(),
  satisfiedBelow: z.record(Outcome, z.number()),
});
export type EmotionModel = z.infer<typeof EmotionModel>;
