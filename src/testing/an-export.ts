import { join } from 'node:path';
import { DATA_DIR } from '../config/project.js';
import type { DialogueRecord, Outcome } from '../domain/dialogue.js';
import { TOPIC_IDS, TOPIC_LABELS } from '../domain/topic.js';
import { createMask } from '../export/mask.js';
import type { ExportOptions } from '../export/options.js';
import { ExportSettings } from '../export/settings.js';
import { hashString } from '../random/stream.js';
import { readYaml } from '../resources/read-yaml.js';
import { buildRecord, framework } from './build-record.js';
import { cardOptions } from './hub-folder-of.js';
import { syntheticPersona } from './synthetic-persona.js';

export const exportSettings = readYaml(join(DATA_DIR, 'export', 'export.yaml'), ExportSettings, 'data/export/export.yaml');

export function exportOptions(overrides: Partial<ExportOptions> = {}): ExportOptions {
  return {
    splits: ['train'],
    view: 'dialogue',
    strategy: 'none',
    system: '你是客服。',
    maxContext: null,
    mask: createMask([], framework),
    masked: false,
    copies: {},
    settings: exportSettings,
    shards: { rowsPerShard: 50, createdBy: 'rolecs version 0' },
    card: cardOptions,
    ...overrides,
  };
}

/** What files and parsers stumble over. */
const AWKWARD = ['他说"行"，对吗', '一,二;三', 'a\\b', '第一行\u2028第二行', '=1+1', '👍好的', "it's {x}"];

/**
 * Dialogues that differ in topic, outcome, persona, length and texts, some of them awkward for files. Their topics and outcomes are as uneven as those of
 * a dataset.
 * @param seed another one gives other dialogues of other ids
 */
export function exportRecords(count: number, seed = 42): DialogueRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const chance = hashString(`${seed}/${index}`);
    const topic = TOPIC_IDS[chance % TOPIC_IDS.length] as keyof typeof TOPIC_LABELS;
    const outcome = (['solved', 'solved', 'solved', 'solved', 'partly', 'partly', 'escalated', 'refused'] as const)[
      (chance >>> 8) % 8
    ] as Outcome;
    const { dialogue } = buildRecord();
    const awkward = AWKWARD[index % AWKWARD.length] as string;
    return buildRecord({
      id: `rcs-${seed}-${String(index).padStart(6, '0')}`,
      index,
      topic,
      source: TOPIC_LABELS[topic],
      outcome,
      persona: syntheticPersona(index % Math.ceil(count / 8)),
      dialogue: dialogue.slice(0, index % 2 === 0 ? -1 : undefined).map((line) => ({ ...line, text: `${line.text}${awkward}${index}` })),
    });
  });
}
